import { invalidValue } from '../datastores/requests.ts';
import type { Input, Operation } from '../endpoint/service.ts';
import type { Records } from '../store/records.ts';
import type { Store, Tag } from './model.ts';

/** The operations that tag what RDS has, by ARNs. */
export function tagOperations(store: Store): Record<string, Operation> {
  const kinds: Record<string, unknown> = {
    db: store.instances,
    snapshot: store.snapshots,
    subgrp: store.subnetGroups,
    pg: store.parameterGroups,
  };
  return {
    AddTagsToResource({ ResourceName, Tags = [] }) {
      const set: Tag[] = Tags.map(({ Key, Value }: Input) => ({ Key, Value: String(Value ?? '') }));
      change(ResourceName, (tags) => [...tags.filter(({ Key }) => !set.some((tag) => tag.Key === Key)), ...set]);
      return undefined;
    },
    RemoveTagsFromResource({ ResourceName, TagKeys = [] }) {
      change(ResourceName, (tags) => tags.filter(({ Key }) => !TagKeys.includes(Key)));
      return undefined;
    },
    ListTagsForResource({ ResourceName }) {
      const { records, id } = named(ResourceName);
      return { TagList: records.get(id).tags };
    },
  };

  function change(arn: string, edit: (tags: Tag[]) => Tag[]): void {
    const { records, id } = named(arn);
    records.change(id, { tags: edit(records.get(id).tags) });
  }

  function named(arn: unknown): { records: Records<{ tags: Tag[] }>; id: string } {
    const [, kind = '', id = ''] = /^arn:aws:rds:[^:]*:[^:]*:(db|snapshot|subgrp|pg):(.+)$/.exec(String(arn)) ?? [];
    if (kind === '') throw invalidValue(`The specified resource name does not match an RDS resource in this region.`);
    return { records: kinds[kind] as Records<{ tags: Tag[] }>, id };
  }
}
