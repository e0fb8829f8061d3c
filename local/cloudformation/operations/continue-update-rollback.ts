import { validationError } from '../errors.ts';
import { type OperationOf, stackNamed } from './operation.ts';
import { actorOf } from './settings.ts';

/** ContinueUpdateRollback: tries a rollback again that could not be finished. */
export const continueUpdateRollback: OperationOf =
  ({ journal, engine, callAws }) =>
  async (input) => {
    const stack = stackNamed(journal, input.StackName);
    if (stack.status !== 'UPDATE_ROLLBACK_FAILED')
      throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not continue update rollback.`);
    if ((input.ResourcesToSkip ?? []).length > 0) throw validationError('ResourcesToSkip is not served here.');
    const actor = await actorOf(input, callAws, stack.settings);
    journal.moveStack(stack, 'UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated', {
      token: input.ClientRequestToken ?? stack.token,
      settings: { ...stack.settings, ...actor },
    });
    engine.drive(stack.id);
    return {};
  };
