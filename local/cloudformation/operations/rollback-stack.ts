import { isLeftFailed } from '../engine/states.ts';
import { validationError } from '../errors.ts';
import { type OperationOf, stackNamed } from './operation.ts';
import { actorOf } from './settings.ts';

/** RollbackStack: takes a stack that was left as it failed back to where it last stood. */
export const rollbackStack: OperationOf =
  ({ journal, engine, callAws }) =>
  async (input) => {
    const stack = stackNamed(journal, input.StackName);
    if (!isLeftFailed(stack.status))
      throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
    const settings = { ...stack.settings, ...(await actorOf(input, callAws, stack.settings)) };
    journal.stacks.update(stack.id, { settings });
    engine.rollBack(stack, input.ClientRequestToken);
    return { StackId: stack.id };
  };
