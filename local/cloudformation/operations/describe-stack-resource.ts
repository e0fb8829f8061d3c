import { validationError } from '../errors.ts';
import { missing, type OperationOf, stackNamed } from './operation.ts';
import { shownResource, shownResources } from './shown-resources.ts';

/** DescribeStackResource: one resource of a stack by its logical id. */
export const describeStackResource: OperationOf =
  ({ journal }) =>
  (input) => {
    const stack = stackNamed(journal, input.StackName);
    const id = input.LogicalResourceId;
    if (id === undefined) throw missing('logicalResourceId');
    const resource = shownResources(stack, journal).find(({ logicalId }) => logicalId === id);
    if (!resource) throw validationError(`Resource ${id} does not exist for stack ${stack.name}`);
    return {
      StackResourceDetail: {
        StackName: stack.name,
        StackId: stack.id,
        ...shownResource(resource),
        LastUpdatedTimestamp: resource.updatedAt,
      },
    };
  };
