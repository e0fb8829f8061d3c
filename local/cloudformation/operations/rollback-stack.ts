import { isLeftFailed } from '../engine/states.ts';
import { validationError } from '../errors.ts';
import { isRepeated, isTrue, type OperationOf, stackToChange } from './operation.ts';
import { actorOf } from './settings.ts';

/** RollbackStack: takes a stack that was left as it failed back to where it last stood. */
export const rollbackStack: OperationOf =
  ({ journal, engine, callAws }) =>
  async (input) => {
    const stack = stackToChange(journal, input.StackName);
    if (isRepeated(stack, input, stack.status.includes('ROLLBACK_'))) return { StackId: stack.id };
    if (!isLeftFailed(stack.status))
      throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
    const actor = await actorOf(input, callAws, stack.settings);
    const retainExceptOnCreate = isTrue(input.RetainExceptOnCreate) || stack.settings.retainExceptOnCreate;
    const settings = { ...stack.settings, ...actor, retainExceptOnCreate };
    journal.stacks.update(stack.id, { settings });
    engine.rollBack(stack, input.ClientRequestToken);
    return { StackId: stack.id };
  };
