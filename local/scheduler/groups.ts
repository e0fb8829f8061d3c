import type { Config } from '../config.ts';
import type { Input, Operation } from '../endpoint/service.ts';
import type { Clock } from './clock.ts';
import { conflict, invalid, tooMany } from './errors.ts';
import { checkMembers, NAME, requestOf, TOKEN } from './input.ts';
import type { ScheduleGroup } from './model.ts';
import { page } from './pages.ts';
import { DEFAULT_GROUP, type Store } from './store.ts';
import { tagsOf } from './tags.ts';
import { groupArn, groupView } from './views.ts';

/** Groups of an account at most, as the quotas of EventBridge Scheduler have it. */
const MOST_GROUPS = 500;

/** The operations on groups of schedules. */
export function groupOperations(store: Store, config: Config, clock: Clock): Record<string, Operation> {
  return {
    CreateScheduleGroup(input) {
      checkMembers(input, { Name: { ...NAME, required: true }, ClientToken: TOKEN });
      const group = store.groups.get(input.Name);
      if (group && !isSame(group, input)) throw conflict(`Schedule group ${input.Name} already exists.`);
      if (!group) store.groups.save(newGroup(input));
      return { ScheduleGroupArn: groupArn(input.Name, config) };
    },
    GetScheduleGroup: (input) => groupView(named(input), config),
    ListScheduleGroups(input) {
      checkMembers(input, { NamePrefix: NAME });
      const found = store.groups.where(({ name }) => name.startsWith(input.NamePrefix ?? ''));
      const { items, NextToken } = page(found, input);
      return { ScheduleGroups: items.map((group) => groupView(group, config)), NextToken };
    },
    DeleteScheduleGroup(input) {
      const group = named(input);
      if (group.name === DEFAULT_GROUP) throw invalid('The default schedule group cannot be deleted.');
      for (const schedule of store.inGroup(group.name)) store.forget(schedule);
      store.groups.remove(group);
      return {};
    },
  };

  // Private

  function named(input: Input): ScheduleGroup {
    checkMembers(input, { Name: { ...NAME, required: true } });
    return store.group(input.Name);
  }

  function newGroup(input: Input): ScheduleGroup {
    if (store.groups.size >= MOST_GROUPS) throw tooMany(`The account has ${MOST_GROUPS} schedule groups already.`);
    const now = clock.now();
    return { name: input.Name, created: now, modified: now, tags: tagsOf(input.Tags), request: requestOf(input) };
  }
}

// Private

function isSame({ request }: ScheduleGroup, input: Input): boolean {
  const asked = requestOf(input);
  return (
    request !== undefined && asked !== undefined && request.token === asked.token && request.digest === asked.digest
  );
}
