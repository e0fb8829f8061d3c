import { validationError } from '../errors.ts';
import { isRepeated, type OperationOf, stackToChange } from './operation.ts';

/** CancelUpdateStack: what the update waits for is given up, and the stack rolls back. */
export const cancelUpdateStack: OperationOf =
  ({ journal, engine }) =>
  (input) => {
    const stack = stackToChange(journal, input.StackName);
    if (isRepeated(stack, input, stack.status.startsWith('UPDATE_ROLLBACK_'))) return undefined;
    if (stack.status !== 'UPDATE_IN_PROGRESS')
      throw validationError('CancelUpdateStack cannot be called from current stack status');
    engine.rollBack(stack, input.ClientRequestToken ?? stack.token);
    return undefined;
  };
