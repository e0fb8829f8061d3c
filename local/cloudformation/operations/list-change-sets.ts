import { shownChangeSet, stackOf } from './change-set.ts';
import { type OperationOf, page } from './operation.ts';

/** ListChangeSets: those of a stack that have not been executed. */
export const listChangeSets: OperationOf =
  ({ journal }) =>
  (input) => {
    const changeSets = journal.changeSets.list(stackOf(journal, input.StackName).id);
    const active = changeSets.filter(({ execution }) => !execution.startsWith('EXECUTE_'));
    const { items, NextToken } = page(active, input.NextToken);
    return { Summaries: items.map(shownChangeSet), NextToken };
  };
