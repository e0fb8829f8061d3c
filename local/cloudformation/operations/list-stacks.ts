import { STATUSES } from '../engine/states.ts';
import { list } from './definition.ts';
import { checkOneOf, type OperationOf, pageOf } from './operation.ts';

/** ListStacks: all stacks, also deleted ones, or those in the given statuses. */
export const listStacks: OperationOf =
  ({ journal }) =>
  (input) => {
    const wanted = list(input.StackStatusFilter) as string[];
    for (const status of wanted) checkOneOf(status, 'stackStatusFilter', STATUSES);
    const read = (skip: number, limit: number) => journal.stacks.summaries(wanted, skip, limit);
    const { items, NextToken } = pageOf(read, input.NextToken);
    return {
      StackSummaries: items.map((stack) => ({
        StackId: stack.id,
        StackName: stack.name,
        TemplateDescription: stack.description,
        CreationTime: stack.createdAt,
        LastUpdatedTime: stack.updatedAt,
        DeletionTime: stack.deletedAt,
        StackStatus: stack.status,
        StackStatusReason: stack.reason,
        DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
      })),
      NextToken,
    };
  };
