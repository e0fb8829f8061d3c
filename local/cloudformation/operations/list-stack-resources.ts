import { type OperationOf, page, stackNamed } from './operation.ts';
import { shownResource, shownResources } from './shown-resources.ts';

/** ListStackResources: the resources of a stack, page by page. */
export const listStackResources: OperationOf =
  ({ journal }) =>
  (input) => {
    const { items, NextToken } = page(shownResources(stackNamed(journal, input.StackName), journal), input.NextToken);
    return {
      StackResourceSummaries: items.map((resource) => ({
        ...shownResource(resource),
        LastUpdatedTimestamp: resource.updatedAt,
      })),
      NextToken,
    };
  };
