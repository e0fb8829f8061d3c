import { invalidValue } from '../datastores/requests.ts';
import type { Input, Operation } from '../endpoint/service.ts';
import type { Records } from '../store/records.ts';
import type { Store, Tag } from './model.ts';

/** The operations that tag what ElastiCache has, by ARNs. */
export function tagOperations(store: Store): Record<string, Operation> {
  const kinds: Record<string, unknown> = {
    cluster: store.caches,
    replicationgroup: store.caches,
    snapshot: store.snapshots,
    subnetgroup: store.subnetGroups,
  };
  return {
    AddTagsToResource({ ResourceName, Tags = [] }) {
      const set: Tag[] = Tags.map(({ Key, Value }: Input) => ({ Key, Value: String(Value ?? '') }));
      return change(ResourceName, (tags) => [...tags.filter(({ Key }) => !set.some((tag) => tag.Key === Key)), ...set]);
    },
    RemoveTagsFromResource({ ResourceName, TagKeys = [] }) {
      return change(ResourceName, (tags) => tags.filter(({ Key }) => !TagKeys.includes(Key)));
    },
    ListTagsForResource: ({ ResourceName }) => change(ResourceName, (tags) => tags),
  };

  function change(arn: unknown, edit: (tags: Tag[]) => Tag[]) {
    const [, kind = '', id = ''] = FORM.exec(String(arn)) ?? [];
    if (kind === '') throw invalidValue(`The ARN ${arn} names nothing that ElastiCache has in this region.`);
    const records = kinds[kind] as Records<{ tags: Tag[] }>;
    const { tags } = records.change(id, { tags: edit(records.get(id).tags) });
    return { TagList: tags };
  }
}

// Private

const FORM = /^arn:aws:elasticache:[^:]*:[^:]*:(cluster|replicationgroup|snapshot|subnetgroup):(.+)$/;
