import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import type { Records } from '../store/records.ts';
import { select } from './filters.ts';
import type { Network, Tag } from './resources.ts';

/** The tags that a Create call gives to the resource itself. */
export function tagsFor(input: Input, kind: string): Tag[] {
  const specifications: Input[] = input.TagSpecifications || [];
  return specifications
    .filter(({ ResourceType }) => ResourceType === kind)
    .flatMap(({ Tags }) => (Tags ?? []).map(({ Key, Value = '' }: Tag) => ({ Key, Value })));
}

/** The operations that tag resources of any kind. */
export function tagOperations(network: Network): Record<string, Operation> {
  return {
    DescribeTags: (input) => ({ Tags: select(described(), undefined, 'ResourceId', input) }),
    CreateTags({ Resources, Tags }) {
      const keys = Tags.map(({ Key }: Tag) => Key);
      const set = Tags.map(({ Key, Value = '' }: Tag) => ({ Key, Value }));
      change(Resources, (tags) => [...tags.filter(({ Key }) => !keys.includes(Key)), ...set]);
      return undefined;
    },
    DeleteTags({ Resources, Tags = [] }) {
      const gone = (tag: Tag) =>
        Tags.length === 0 || Tags.some(({ Key, Value = tag.Value }: Tag) => Key === tag.Key && Value === tag.Value);
      change(Resources, (tags) => tags.filter((tag) => !gone(tag)));
      return undefined;
    },
  };

  function described() {
    const all = Object.values(network) as unknown as Records<{ Tags: Tag[] }>[];
    return all.flatMap((records) =>
      records
        .entries()
        .flatMap(([ResourceId, { Tags }]) =>
          Tags.map((tag) => ({ ...tag, ResourceId, ResourceType: kindOfId(ResourceId) })),
        ),
    );
  }

  function change(ids: string[], edit: (tags: Tag[]) => Tag[]): void {
    for (const id of ids) {
      const records = kindOf(id);
      records.change(id, { Tags: edit(records.get(id).Tags) });
    }
  }

  function kindOf(id: string): Records<{ Tags: Tag[] }> {
    const all = Object.values(network) as unknown as Records<{ Tags: Tag[] }>[];
    const found = all.find((records) => records.has(id));
    if (found) return found;
    throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
  }
}

// Private

const KINDS: Record<string, string> = {
  eipalloc: 'elastic-ip',
  eni: 'network-interface',
  igw: 'internet-gateway',
  lt: 'launch-template',
  nat: 'natgateway',
  rtb: 'route-table',
  sg: 'security-group',
  vpce: 'vpc-endpoint',
};

/** What EC2 calls the kind of a resource, by the beginning of its id. */
function kindOfId(id: string): string {
  const [prefix = ''] = id.split('-');
  return KINDS[prefix] ?? prefix;
}
