import { type OperationOf, pageOf, stackNamed } from './operation.ts';

/** DescribeStackEvents: newest first. */
export const describeStackEvents: OperationOf =
  ({ journal }) =>
  (input) => {
    const stack = stackNamed(journal, input.StackName);
    const read = (skip: number, limit: number) => journal.events.list(stack.id, skip, limit);
    const { items, NextToken } = pageOf(read, input.NextToken);
    return {
      StackEvents: items.map((event) => ({
        StackId: stack.id,
        EventId: event.id,
        StackName: stack.name,
        LogicalResourceId: event.logicalId,
        PhysicalResourceId: event.physicalId,
        ResourceType: event.type,
        Timestamp: event.at,
        ResourceStatus: event.status,
        ResourceStatusReason: event.reason,
        ClientRequestToken: event.token,
      })),
      NextToken,
    };
  };
