import { AwsError } from '../../endpoint/service.ts';
import { findChangeSet } from './change-set.ts';
import type { OperationOf } from './operation.ts';

/** DeleteChangeSet: one that is not there is no error; the stack stays, also when it is only in review. */
export const deleteChangeSet: OperationOf =
  ({ journal }) =>
  (input) => {
    const changeSet = findChangeSet(journal, input);
    if (changeSet?.execution === 'EXECUTE_IN_PROGRESS')
      throw new AwsError(
        'InvalidChangeSetStatus',
        'An operation on this ChangeSet is currently in progress. Please attempt this operation again later.',
      );
    if (changeSet) journal.changeSets.remove(changeSet.id);
    return {};
  };
