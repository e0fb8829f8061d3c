import { validationError } from '../errors.ts';
import { beginUpdate, checkUpdatable } from './begin.ts';
import { admittedDefinition } from './definition.ts';
import { isRepeated, isTrue, type OperationOf, stackToChange } from './operation.ts';
import { planOf } from './plan.ts';
import { settingsOf } from './settings.ts';

/** UpdateStack: refuses what changes nothing, answers at once with the id; the engine updates. */
export const updateStack: OperationOf = (office) => async (input) => {
  const stack = stackToChange(office.journal, input.StackName);
  if (isRepeated(stack, input, stack.status.startsWith('UPDATE_'))) return { StackId: stack.id };
  checkUpdatable(stack, isTrue(input.DisableRollback), 'update-stack');
  const definition = await admittedDefinition(input, office, stack, stack.definition);
  const settings = await settingsOf(input, office.callAws, stack.settings);
  if (planOf(stack, definition, office).isEmpty) throw validationError('No updates are to be performed.');
  office.journal.changeSets.outdate(stack.id);
  beginUpdate(stack, { definition, settings, token: input.ClientRequestToken }, office);
  return { StackId: stack.id };
};
