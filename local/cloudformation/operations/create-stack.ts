import { randomUUID } from 'node:crypto';
import { AwsError, type Input } from '../../endpoint/service.ts';
import { validationError } from '../errors.ts';
import type { Stack } from '../store/stacks.ts';
import { definitionOf } from './definition.ts';
import { isTrue, missing, type Office, type OperationOf } from './operation.ts';

/** CreateStack: answers at once with the id; the engine creates. */
export const createStack: OperationOf = (office) => (input) => {
  const name = stackName(input);
  const existing = office.journal.stacks.find(name);
  if (existing && input.ClientRequestToken !== undefined && existing.token === input.ClientRequestToken)
    return { StackId: existing.id };
  if (existing) throw new AwsError('AlreadyExistsException', `Stack [${name}] already exists`);
  const stack = newStack(name, input, office);
  office.journal.addStack(stack);
  office.engine.drive(stack.id);
  return { StackId: stack.id };
};

// Private

function stackName(input: Input): string {
  const name = input.StackName;
  if (name === undefined) throw missing('stackName');
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return name;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}

function newStack(name: string, input: Input, office: Office): Stack {
  const { region, account } = office.place;
  return {
    id: `arn:aws:cloudformation:${region}:${account}:stack/${name}/${randomUUID()}`,
    name,
    status: 'CREATE_IN_PROGRESS',
    reason: 'User Initiated',
    definition: definitionOf(input, office),
    previous: undefined,
    outputs: [],
    token: input.ClientRequestToken,
    onFailure: onFailure(input),
    timeoutMinutes: input.TimeoutInMinutes === undefined ? undefined : Number(input.TimeoutInMinutes),
    protected: isTrue(input.EnableTerminationProtection),
    createdAt: new Date(),
    updatedAt: undefined,
    deletedAt: undefined,
  };
}

function onFailure({ OnFailure, DisableRollback }: Input): Stack['onFailure'] {
  if (OnFailure !== undefined && DisableRollback !== undefined)
    throw validationError('You can specify either DisableRollback or OnFailure, but not both.');
  if (OnFailure === undefined) return isTrue(DisableRollback) ? 'DO_NOTHING' : 'ROLLBACK';
  if (['ROLLBACK', 'DELETE', 'DO_NOTHING'].includes(OnFailure)) return OnFailure;
  throw validationError(
    `1 validation error detected: Value '${OnFailure}' at 'onFailure' failed to satisfy constraint: Member must satisfy enum value set: [ROLLBACK, DELETE, DO_NOTHING]`,
  );
}
