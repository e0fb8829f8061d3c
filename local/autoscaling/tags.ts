import type { Input, Operation } from '../endpoint/service.ts';
import { type Groups, nameOf, type Tag } from './group.ts';

/** The tags that a request names. */
export function tagsOf(tags: Input[] | undefined): Tag[] {
  return (tags ?? []).map(({ Key, Value = '', PropagateAtLaunch = false }) => ({
    Key,
    Value: String(Value),
    PropagateAtLaunch: String(PropagateAtLaunch) === 'true',
  }));
}

/** A tag as answers have it. */
export function describeTag(group: string, tag: Tag) {
  return { ResourceId: group, ResourceType: 'auto-scaling-group', ...tag };
}

/** The operations that tag groups. */
export function tagOperations(groups: Groups): Record<string, Operation> {
  return {
    CreateOrUpdateTags({ Tags = [] }) {
      for (const tag of Tags as Input[]) {
        const { name, tags } = groups.get(tag.ResourceId);
        groups.change(name, { tags: [...tags.filter(({ Key }) => Key !== tag.Key), ...tagsOf([tag])] });
      }
      return undefined;
    },
    DeleteTags({ Tags = [] }) {
      for (const tag of Tags as Input[]) {
        const { name, tags } = groups.get(tag.ResourceId);
        groups.change(name, { tags: tags.filter(({ Key }) => Key !== tag.Key) });
      }
      return undefined;
    },
    DescribeTags({ Filters = [] }) {
      const all = groups.list().flatMap(({ name, tags }) => tags.map((tag) => describeTag(name, tag)));
      return { Tags: all.filter((tag) => (Filters as Input[]).every((filter) => fits(tag, filter))) };
    },
  };
}

// Private

function fits(tag: ReturnType<typeof describeTag>, { Name, Values }: Input): boolean {
  if (Name === 'auto-scaling-group') return Values.map(nameOf).includes(tag.ResourceId);
  if (Name === 'key') return Values.includes(tag.Key);
  if (Name === 'value') return Values.includes(tag.Value);
  return Name === 'propagate-at-launch' && Values.includes(String(tag.PropagateAtLaunch));
}
