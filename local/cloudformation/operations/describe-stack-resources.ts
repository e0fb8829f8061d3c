import type { Input } from '../../endpoint/service.ts';
import type { Journal } from '../engine/journal.ts';
import { validationError } from '../errors.ts';
import type { Stack } from '../store/stacks.ts';
import { type OperationOf, stackNamed } from './operation.ts';
import { shownResource, shownResources } from './shown-resources.ts';

/** DescribeStackResources: of one stack, by its name or by what stands in it; one of them with a logical id. */
export const describeStackResources: OperationOf =
  ({ journal }) =>
  (input) => {
    const stack = stackOf(input, journal);
    const resources = shownResources(stack, journal).filter(
      ({ logicalId }) => input.LogicalResourceId === undefined || logicalId === input.LogicalResourceId,
    );
    return {
      StackResources: resources.map((resource) => ({
        StackName: stack.name,
        StackId: stack.id,
        ...shownResource(resource),
        Timestamp: resource.updatedAt,
      })),
    };
  };

// Private

function stackOf({ StackName, PhysicalResourceId: id }: Input, journal: Journal): Stack {
  if (id === undefined) return stackNamed(journal, StackName);
  if (StackName !== undefined)
    throw validationError('Both StackName and PhysicalResourceId cannot be specified at the same time');
  const stackId = journal.resources.stackOf(id);
  if (stackId === undefined) throw validationError(`Stack for ${id} does not exist`);
  return journal.stacks.get(stackId);
}
