import { type OperationOf, page, stackNamed } from './operation.ts';

const PAGE = 100;

/** DescribeStackEvents: newest first. */
export const describeStackEvents: OperationOf =
  ({ journal }) =>
  (input) => {
    const stack = stackNamed(journal, input.StackName);
    const skip = page([], input.NextToken) && Number(input.NextToken ?? 0);
    const events = journal.events.list(stack.id, skip, PAGE + 1);
    return {
      StackEvents: events.slice(0, PAGE).map((event) => ({
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
      NextToken: events.length > PAGE ? String(skip + PAGE) : undefined,
    };
  };
