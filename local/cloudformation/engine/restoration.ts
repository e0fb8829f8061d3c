import type { Resource, ResourceState } from '../store/resources.ts';
import type { Stack } from '../store/stacks.ts';
import { changeOf } from './diff.ts';
import { type Graph, subgraph } from './graph.ts';
import type { Journal } from './journal.ts';
import { failedSentence } from './reasons.ts';
import { schedule } from './schedule.ts';
import { isFailed } from './states.ts';
import type { Workshop } from './workshop.ts';

/**
 * Takes the resources of a stack back to what they were before the update in hand: replaced ones stand behind their
 * logical id again, new ones are doomed, those changed in place are changed back. May be begun again after a crash.
 * Answers why it failed, or undefined.
 */
export async function restore(
  stack: Stack,
  journal: Journal,
  workshop: Workshop,
  signal: AbortSignal,
): Promise<string | undefined> {
  bringBack(stack, journal);
  const changed = journal.resources.list(stack.id, 'live').filter(({ before }) => before !== undefined);
  const byId = new Map(changed.map((resource) => [resource.logicalId, resource]));
  const failed = await schedule(
    graphOf(changed),
    (id) => undo(byId.get(id) as Resource, journal, workshop, signal),
    signal,
  );
  return failed.length > 0 ? failedSentence('update', failed) : undefined;
}

// Private

function bringBack(stack: Stack, journal: Journal): void {
  journal.together(() => {
    const resources = journal.resources.list(stack.id);
    for (const resource of resources) {
      if (resource.role === 'live' && resource.fresh) journal.resources.update(resource, { role: 'doomed' });
      if (resource.role !== 'replaced') continue;
      journal.recordResource(journal.resources.update(resource, { role: 'live', status: 'UPDATE_COMPLETE' }));
    }
  });
}

function graphOf(resources: Resource[]): Graph {
  const needs = resources.map(({ logicalId, before }) => [logicalId, new Set(before?.dependsOn)] as const);
  return subgraph(new Map(needs), [...resources.map(({ logicalId }) => logicalId)]);
}

async function undo(resource: Resource, journal: Journal, workshop: Workshop, signal: AbortSignal): Promise<boolean> {
  const before = resource.before as ResourceState;
  const touched = changeOf(resource.state, before, workshop.handler(resource.type)) !== 'none';
  if (touched && !(await changeBack(resource, before, journal, workshop, signal))) return false;
  if (isFailed(resource.status) && !touched) journal.moveResource(resource, 'UPDATE_COMPLETE');
  const { attributes } = journal.resources.get(resource.id).state;
  journal.resources.update(resource, { state: { ...before, attributes }, before: undefined });
  return true;
}

/** The handler is asked to go from the new state to the old; the row keeps both until it has. */
function changeBack(
  resource: Resource,
  before: ResourceState,
  journal: Journal,
  workshop: Workshop,
  signal: AbortSignal,
): Promise<boolean> {
  const going = journal.moveResource(resource, 'UPDATE_IN_PROGRESS');
  return workshop.update({ ...going, state: before }, resource.state, signal);
}
