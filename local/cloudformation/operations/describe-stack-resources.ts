import { validationError } from '../errors.ts';
import { type OperationOf, stackNamed } from './operation.ts';
import { shownResource, shownResources } from './shown-resources.ts';

/** DescribeStackResources: of one stack, by its name; one of them with a logical id. */
export const describeStackResources: OperationOf =
  ({ journal }) =>
  (input) => {
    if (input.PhysicalResourceId !== undefined)
      throw validationError('PhysicalResourceId is not served here. Ask with StackName.');
    const stack = stackNamed(journal, input.StackName);
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
