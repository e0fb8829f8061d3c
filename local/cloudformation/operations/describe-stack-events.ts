import { stackOf } from './change-set.ts';
import { firstOf, type OperationOf } from './operation.ts';

const PAGE = 100;

/** DescribeStackEvents: newest first; a token is the place in all events before which the next page begins. */
export const describeStackEvents: OperationOf =
  ({ journal }) =>
  (input) => {
    const stack = stackOf(journal, input.StackName);
    const before = input.NextToken === undefined ? Number.MAX_SAFE_INTEGER : firstOf(input.NextToken);
    const events = journal.events.list(stack.id, before, PAGE + 1);
    const shown = events.slice(0, PAGE);
    return {
      StackEvents: shown.map((event) => ({
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
      NextToken: events.length > PAGE ? String(shown.at(-1)?.sequence) : undefined,
    };
  };
