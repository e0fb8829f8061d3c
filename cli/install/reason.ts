import type { StackEvent } from '@aws-sdk/client-cloudformation';

/**
 * Why a change of a stack failed: what the first resource that failed of itself says. Takes the events of that change,
 * oldest first; those that were only cancelled because of another are passed over.
 */
export function firstReason(events: readonly StackEvent[]): string | undefined {
  const failed = events.find(
    ({ ResourceStatus, ResourceStatusReason, PhysicalResourceId, StackId }) =>
      ResourceStatus?.endsWith('_FAILED') &&
      PhysicalResourceId !== StackId &&
      ResourceStatusReason &&
      !/cancelled/i.test(ResourceStatusReason),
  );
  return failed && `${failed.LogicalResourceId} (${failed.ResourceType}): ${failed.ResourceStatusReason}`;
}
