import { type OperationOf, page } from './operation.ts';

/** ListExports: what all stacks export. */
export const listExports: OperationOf =
  ({ journal }) =>
  (input) => {
    const { items, NextToken } = page(journal.exports.list(), input.NextToken);
    return {
      Exports: items.map(({ stackId, name, value }) => ({ ExportingStackId: stackId, Name: name, Value: value })),
      NextToken,
    };
  };
