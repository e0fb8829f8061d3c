import { shownParameters } from '../evaluate/parameters.ts';
import type { Stack } from '../store/stacks.ts';
import { type OperationOf, pageOf, stackNamed } from './operation.ts';

/** DescribeStacks: one stack, or all that are not deleted. */
export const describeStacks: OperationOf =
  ({ journal }) =>
  (input) => {
    if (input.StackName !== undefined) return { Stacks: [shown(stackNamed(journal, input.StackName))] };
    const { items, NextToken } = pageOf((skip, limit) => journal.stacks.list(skip, limit), input.NextToken);
    return { Stacks: items.map(shown), NextToken };
  };

// Private

function shown(stack: Stack) {
  const { definition, settings } = stack;
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: settings.changeSetId,
    Description: definition.description,
    Parameters: shownParameters(definition),
    CreationTime: stack.createdAt,
    LastUpdatedTime: stack.updatedAt,
    DeletionTime: stack.deletedAt,
    RollbackConfiguration: {},
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DisableRollback: stack.onFailure === 'DO_NOTHING' || settings.disableRollback === true,
    NotificationARNs: definition.notificationArns,
    TimeoutInMinutes: stack.timeoutMinutes,
    Capabilities: definition.capabilities,
    Outputs: stack.outputs,
    RoleARN: settings.roleArn,
    RetainExceptOnCreate: settings.retainExceptOnCreate || undefined,
    Tags: definition.tags,
    EnableTerminationProtection: stack.protected,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}
