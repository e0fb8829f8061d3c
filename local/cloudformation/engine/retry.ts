import type { Resource } from '../store/resources.ts';
import type { Stack } from '../store/stacks.ts';
import type { Journal } from './journal.ts';
import { isFailed } from './states.ts';

/**
 * The resources that an update of the stack starts from. After an operation that failed and was not rolled back, those
 * that it failed to make do not count, and those that it failed to change are to be changed again.
 */
export function standing(stack: Stack, journal: Journal): Resource[] {
  const live = journal.resources.list(stack.id, 'live');
  return live.flatMap((resource) => {
    if (!isFailed(resource.status)) return [resource];
    return resource.fresh ? replacedBy(resource, journal) : [{ ...resource, again: true }];
  });
}

/** Writes down the same, when the update begins: what was not made is doomed, what was not changed is marked. */
export function takeUpFailed(stack: Stack, journal: Journal): void {
  const failed = journal.resources.list(stack.id, 'live').filter(({ status }) => isFailed(status));
  for (const resource of failed) {
    if (!resource.fresh) journal.resources.update(resource, { again: true });
    else {
      for (const old of replacedBy(resource, journal)) journal.resources.update(old, { role: 'live' });
      journal.resources.update(resource, { role: 'doomed' });
    }
  }
}

// Private

function replacedBy({ stackId, logicalId }: Resource, journal: Journal): Resource[] {
  return journal.resources
    .list(stackId, 'replaced')
    .filter((old) => old.logicalId === logicalId)
    .slice(-1);
}
