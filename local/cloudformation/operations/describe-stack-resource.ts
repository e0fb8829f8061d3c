import { templateOf } from '../engine/blueprint.ts';
import type { Journal } from '../engine/journal.ts';
import { validationError } from '../errors.ts';
import type { Stack } from '../store/stacks.ts';
import type { Value } from '../template/template.ts';
import { missing, type OperationOf } from './operation.ts';
import { shownResource, shownResources } from './shown-resources.ts';

/** DescribeStackResource: one resource of a stack by its logical id. */
export const describeStackResource: OperationOf =
  ({ journal }) =>
  (input) => {
    const stack = namedStack(journal, input.StackName);
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
        Metadata: JSON.stringify(metadataOf(stack, id)),
      },
    };
  };

// Private

function namedStack(journal: Journal, name: unknown): Stack {
  if (name === undefined || name === '') throw missing('stackName');
  const stack = journal.stacks.find(String(name));
  if (!stack) throw validationError(`Stack '${name}' does not exist`);
  return stack;
}

/** As the template has it: functions in it are not carried out. */
function metadataOf({ definition }: Stack, id: string): Value {
  return templateOf(definition).Resources[id]?.Metadata ?? {};
}
