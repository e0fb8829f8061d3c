import type { Resource } from '../store/resources.ts';
import type { Stack } from '../store/stacks.ts';
import { findCycle, type Graph } from './graph.ts';
import type { Journal } from './journal.ts';
import { schedule } from './schedule.ts';
import type { Workshop } from './workshop.ts';

/**
 * Deletes a stack's doomed resources, each once nothing doomed refers to it any more. Those whose policy says so are
 * left standing. `which` narrows it to some. Answers the logical ids of those that could not be deleted.
 */
export async function demolish(
  stack: Stack,
  journal: Journal,
  workshop: Workshop,
  signal: AbortSignal,
  which: (resource: Resource) => boolean = () => true,
): Promise<string[]> {
  const doomed = journal.resources.list(stack.id, 'doomed').filter(which);
  const byId = new Map(doomed.map((resource) => [resource.id, resource]));
  const work = async (id: string) => remove(byId.get(id) as Resource, stack, { journal, workshop, signal });
  const failed = await schedule(order(doomed), work, signal);
  return failed.map((id) => (byId.get(id) as Resource).logicalId);
}

// Private

function order(doomed: Resource[]): Graph {
  const graph = new Map(doomed.map((resource) => [resource.id, usersOf(resource, doomed)]));
  return findCycle(graph) ? newestFirst(doomed) : graph;
}

function usersOf(resource: Resource, doomed: Resource[]): Set<string> {
  const users = doomed.filter((other) => other !== resource && other.state.dependsOn.includes(resource.logicalId));
  return new Set(users.map(({ id }) => id));
}

/** Old and new resources of an update that was cut off may point at each other crosswise. */
function newestFirst(doomed: Resource[]): Graph {
  return new Map(doomed.map(({ id }, index) => [id, new Set(doomed.slice(index + 1).map((later) => later.id))]));
}

interface Site {
  journal: Journal;
  workshop: Workshop;
  signal: AbortSignal;
}

async function remove(resource: Resource, stack: Stack, { journal, workshop, signal }: Site): Promise<boolean> {
  if (!isKept(resource, stack, journal)) return workshop.delete(resource, signal, hasFarewell(resource, journal));
  journal.moveResource(resource, 'DELETE_SKIPPED', { role: 'gone' });
  return true;
}

/** Whether a snapshot of it stays: of a new resource that a rollback takes away there is nothing to keep. */
function hasFarewell({ fresh, stackId, logicalId, state }: Resource, journal: Journal): boolean {
  const isStandIn = journal.resources.live(stackId, logicalId) !== undefined;
  return !fresh && (isStandIn ? state.updateReplacePolicy : state.deletionPolicy) === 'Snapshot';
}

/** A new resource that a rollback takes away for an old one is never kept, whatever its policies. */
function isKept(resource: Resource, { settings }: Stack, journal: Journal): boolean {
  const { fresh, stackId, logicalId, state } = resource;
  const isStandIn = journal.resources.live(stackId, logicalId) !== undefined;
  if (isStandIn) return !fresh && state.updateReplacePolicy === 'Retain';
  if (fresh && (settings.retainExceptOnCreate || state.deletionPolicy === 'RetainExceptOnCreate')) return false;
  return state.deletionPolicy.startsWith('Retain');
}
