import { validationError } from '../errors.ts';
import { missing, type OperationOf, page } from './operation.ts';

/** ListImports: the stacks that import an export; an error when none does, as AWS has it. */
export const listImports: OperationOf =
  ({ journal }) =>
  (input) => {
    if (input.ExportName === undefined) throw missing('exportName');
    const importers = journal.exports.importers(input.ExportName);
    if (importers.length === 0) throw validationError(`Export '${input.ExportName}' is not imported by any stack.`);
    const { items, NextToken } = page(importers, input.NextToken);
    return { Imports: items, NextToken };
  };
