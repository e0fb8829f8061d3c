import { randomUUID } from 'node:crypto';
import { AwsError, type Input } from '../../endpoint/service.ts';
import { canonical } from '../engine/diff.ts';
import { IN_REVIEW, isLeftFailed, isUpdatable } from '../engine/states.ts';
import { noStack, validationError } from '../errors.ts';
import type { ChangeSet } from '../store/change-sets.ts';
import type { Definition, Stack } from '../store/stacks.ts';
import type { Value } from '../template/template.ts';
import { admittedDefinition } from './definition.ts';
import { newStack } from './new-stack.ts';
import { checkName, checkOneOf, missing, type Office, type OperationOf } from './operation.ts';
import { planOf } from './plan.ts';
import { settingsOf } from './settings.ts';

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** CreateChangeSet: works out at once what would happen, and makes the stack it is for when there is none yet. */
export const createChangeSet: OperationOf = (office) => async (input) => {
  const name = input.ChangeSetName;
  checkName(name, 'changeSetName');
  const stack = stackFor(input, office);
  const isNew = stack.status === IN_REVIEW;
  const definition = await admittedDefinition(input, office, stack, isNew ? undefined : stack.definition);
  const settings = await settingsOf(input, office.callAws, stack.settings);
  const existing = office.journal.changeSets.find(stack.id, name);
  if (existing) return repeated(existing, definition);
  const changeSet: ChangeSet = {
    id: stack.id.replace(/:stack\/.*$/, `:changeSet/${name}/${randomUUID()}`),
    name,
    stackId: stack.id,
    stackName: stack.name,
    type: isNew ? 'CREATE' : 'UPDATE',
    description: input.Description,
    token: input.ClientToken,
    createdAt: new Date().toISOString(),
    definition,
    settings,
    onStackFailure: input.OnStackFailure,
    ...verdict(stack, definition, office),
  };
  office.journal.together(() => {
    if (!office.journal.stacks.find(stack.id)) office.journal.addStack(stack);
    office.journal.changeSets.insert(changeSet);
  });
  return { Id: changeSet.id, StackId: stack.id };
};

// Private

/** The stack that the change set is for: one that stands, one in review, or a new one that is not written down yet. */
function stackFor(input: Input, { journal, place }: Office): Stack {
  const { StackName: name, ChangeSetType: type = 'UPDATE', OnStackFailure: onFailure } = input;
  if (name === undefined || name === '') throw missing('stackName');
  checkOneOf(type, 'changeSetType', ['CREATE', 'UPDATE']);
  if (onFailure !== undefined) checkOneOf(onFailure, 'onStackFailure', ['DO_NOTHING', 'ROLLBACK', 'DELETE']);
  const stack = journal.stacks.find(name);
  if (type === 'UPDATE') return standing(name, stack);
  if (stack && stack.status !== IN_REVIEW)
    throw validationError(
      `Stack [${name}] already exists and cannot be created again with the changeSet [${input.ChangeSetName}].`,
    );
  return stack ?? newStack(name, { status: IN_REVIEW }, place);
}

function standing(name: string, stack: Stack | undefined): Stack {
  if (!stack || stack.status === IN_REVIEW) throw noStack(name);
  if (isUpdatable(stack.status) || isLeftFailed(stack.status)) return stack;
  throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}

function verdict(stack: Stack, definition: Definition, office: Office): Verdict {
  try {
    const { changes, isEmpty } = planOf(stack, definition, office);
    if (!isEmpty) return { status: 'CREATE_COMPLETE', execution: 'AVAILABLE', changes };
    return { status: 'FAILED', reason: NO_CHANGES, execution: 'UNAVAILABLE', changes };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { status: 'FAILED', reason: error.message, execution: 'UNAVAILABLE', changes: [] };
  }
}

type Verdict = Pick<ChangeSet, 'status' | 'reason' | 'execution' | 'changes'>;

/** The same request once more gets the same answer; another one cannot have the name. */
function repeated(existing: ChangeSet, definition: Definition) {
  const members = {
    template: 'Template',
    parameters: 'Parameters',
    capabilities: 'Capabilities',
    tags: 'Tags',
  } as const;
  for (const [member, attribute] of Object.entries(members)) {
    const of = (one: Definition) => canonical(one[member as keyof typeof members] as Value);
    if (of(existing.definition) === of(definition)) continue;
    throw new AwsError(
      'AlreadyExistsException',
      `ChangeSet ${existing.name} cannot be created due to a mismatch with existing attribute ${attribute}`,
    );
  }
  return { Id: existing.id, StackId: existing.stackId };
}
