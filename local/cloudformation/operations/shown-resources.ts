import type { Journal } from '../engine/journal.ts';
import type { Resource } from '../store/resources.ts';
import type { Stack } from '../store/stacks.ts';

/** One resource for each logical id of a stack: what stands behind it, or else what stood there last. */
export function shownResources(stack: Stack, journal: Journal): Resource[] {
  const shown = new Map<string, Resource>();
  for (const resource of journal.resources.list(stack.id))
    if (shown.get(resource.logicalId)?.role !== 'live') shown.set(resource.logicalId, resource);
  return [...shown.values()].sort((left, right) => (left.logicalId < right.logicalId ? -1 : 1));
}

/** The members that every answer about a resource has. */
export function shownResource(resource: Resource) {
  return {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.reason,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}
