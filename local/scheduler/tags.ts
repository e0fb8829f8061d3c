import type { Config } from '../config.ts';
import type { Input, Operation } from '../endpoint/service.ts';
import { invalid } from './errors.ts';
import type { ScheduleGroup, Tag } from './model.ts';
import type { Store } from './store.ts';
import { groupArn } from './views.ts';

/** The tags that a request names; throws where one is not whole. */
export function tagsOf(tags: Input[] | undefined): Tag[] {
  return (tags ?? []).map(({ Key, Value }) => {
    if (typeof Key === 'string' && Key !== '' && typeof Value === 'string') return { Key, Value };
    throw invalid('A tag has a Key and a Value.');
  });
}

/** The operations on the tags of groups: schedules have none, on AWS neither. */
export function tagOperations(store: Store, config: Config): Record<string, Operation> {
  return {
    TagResource({ ResourceArn, Tags }) {
      const set = tagsOf(Tags);
      change(ResourceArn, (tags) => [...tags.filter(({ Key }) => !set.some((tag) => tag.Key === Key)), ...set]);
      return {};
    },
    UntagResource({ ResourceArn, TagKeys = [] }) {
      change(ResourceArn, (tags) => tags.filter(({ Key }) => !TagKeys.includes(Key)));
      return {};
    },
    ListTagsForResource: ({ ResourceArn }) => ({ Tags: groupOf(ResourceArn).tags }),
  };

  // Private

  function change(arn: string, edit: (tags: Tag[]) => Tag[]): void {
    const group = groupOf(arn);
    store.groups.save({ ...group, tags: edit(group.tags) });
  }

  function groupOf(arn: string): ScheduleGroup {
    const [, name = ''] = `${arn}`.split(':schedule-group/');
    if (arn !== groupArn(name, config)) throw invalid(`${arn} is not the ARN of a schedule group.`);
    return store.group(name);
  }
}
