import { list } from './definition.ts';
import { type OperationOf, page } from './operation.ts';

/** ListStacks: all stacks, also deleted ones, or those in the given statuses. */
export const listStacks: OperationOf =
  ({ journal }) =>
  (input) => {
    const wanted = list(input.StackStatusFilter) as string[];
    const stacks = journal.stacks.list().filter(({ status }) => wanted.length === 0 || wanted.includes(status));
    const { items, NextToken } = page(stacks, input.NextToken);
    return {
      StackSummaries: items.map((stack) => ({
        StackId: stack.id,
        StackName: stack.name,
        TemplateDescription: stack.definition.description,
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
