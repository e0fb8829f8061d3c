import type { Input, Operation } from '../endpoint/service.ts';
import type { Records } from '../store/records.ts';
import { page } from './pages.ts';
import type { Store, Tag } from './resources.ts';

/** The tags that a Create call names. */
export function tagsOf(tags: Input[] | undefined): Tag[] {
  return (tags ?? []).map(({ Key, Value }) => ({ Key, Value: String(Value ?? '') }));
}

/** The operations that tag file systems and access points. */
export function tagOperations({ fileSystems, accessPoints }: Store): Record<string, Operation> {
  return {
    TagResource({ ResourceId, Tags }) {
      const set = tagsOf(Tags);
      change(ResourceId, (tags) => [...tags.filter(({ Key }) => !set.some((tag) => tag.Key === Key)), ...set]);
      return {};
    },
    UntagResource({ ResourceId, TagKeys }) {
      change(ResourceId, (tags) => tags.filter(({ Key }) => !TagKeys.includes(Key)));
      return {};
    },
    ListTagsForResource({ ResourceId, MaxResults, NextToken }) {
      const { items, next } = page(kindOf(ResourceId).get(ResourceId).Tags, MaxResults, NextToken);
      return { Tags: items, NextToken: next };
    },
  };

  function change(idOrArn: string, edit: (tags: Tag[]) => Tag[]): void {
    const records = kindOf(idOrArn);
    const Tags = edit(records.get(idOrArn).Tags);
    records.change(idOrArn.replace(/^arn:.*\//, ''), { Tags });
  }

  function kindOf(idOrArn: string): Records<{ Tags: Tag[] }> {
    const records = /(^|\/)fsap-/.test(idOrArn) ? accessPoints : fileSystems;
    return records as unknown as Records<{ Tags: Tag[] }>;
  }
}
