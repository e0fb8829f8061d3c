import { AwsError, type Input } from '../../endpoint/service.ts';
import { IN_REVIEW } from '../engine/states.ts';
import { validationError } from '../errors.ts';
import type { Stack } from '../store/stacks.ts';
import { admittedDefinition } from './definition.ts';
import { newStack } from './new-stack.ts';
import { checkOneOf, isRepeated, isTrue, missing, type Office, type OperationOf } from './operation.ts';
import { settingsOf } from './settings.ts';

/** CreateStack: answers at once with the id; the engine creates. */
export const createStack: OperationOf = (office) => async (input) => {
  const { StackName: name } = input;
  if (name === undefined) throw missing('stackName');
  // It may have failed and be deleted already.
  const repeated = office.journal.stacks.latest(name);
  if (repeated && isRepeated(repeated, input, isCreation(repeated))) return { StackId: repeated.id };
  const existing = office.journal.stacks.find(name);
  if (existing && existing.status !== IN_REVIEW)
    throw new AwsError('AlreadyExistsException', `Stack [${name}] already exists`);
  const stack = existing ?? newStack(name, { status: 'CREATE_IN_PROGRESS' }, office.place);
  begin(stack, await given(stack, input, office), office);
  return { StackId: stack.id };
};

// Private

/** Whether a stack is where its creation has led it; to a deletion it leads only when it was asked to. */
function isCreation({ status, onFailure }: Stack): boolean {
  return /^(CREATE|ROLLBACK)_/.test(status) || (onFailure === 'DELETE' && status.startsWith('DELETE_'));
}

async function given(stack: Stack, input: Input, office: Office): Promise<Partial<Stack>> {
  const onFailure = onFailureOf(input);
  return {
    definition: await admittedDefinition(input, office, stack),
    // What DisableRollback says of a creation is in onFailure; an update is to ask for it anew.
    settings: { ...(await settingsOf(input, office.callAws)), disableRollback: undefined },
    token: input.ClientRequestToken,
    onFailure,
    timeoutMinutes: input.TimeoutInMinutes === undefined ? undefined : Number(input.TimeoutInMinutes),
    protected: isTrue(input.EnableTerminationProtection),
    createdAt: new Date(),
  };
}

/** A stack in review becomes the stack; its change sets were worked out for nothing. */
function begin(stack: Stack, changes: Partial<Stack>, { journal, engine }: Office): void {
  journal.together(() => {
    if (stack.status !== IN_REVIEW) journal.addStack({ ...stack, ...changes });
    else journal.moveStack(stack, 'CREATE_IN_PROGRESS', 'User Initiated', changes);
    journal.changeSets.outdate(stack.id);
  });
  engine.drive(stack.id);
}

function onFailureOf({ OnFailure, DisableRollback }: Input): Stack['onFailure'] {
  if (OnFailure !== undefined && DisableRollback !== undefined)
    throw validationError('You can specify either DisableRollback or OnFailure, but not both.');
  if (OnFailure === undefined) return isTrue(DisableRollback) ? 'DO_NOTHING' : 'ROLLBACK';
  checkOneOf(OnFailure, 'onFailure', ['ROLLBACK', 'DELETE', 'DO_NOTHING']);
  return OnFailure;
}
