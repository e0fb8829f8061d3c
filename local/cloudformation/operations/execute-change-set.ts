import { AwsError, type Input } from '../../endpoint/service.ts';
import { validationError } from '../errors.ts';
import type { ChangeSet } from '../store/change-sets.ts';
import type { Settings, Stack } from '../store/stacks.ts';
import { beginUpdate, checkUpdatable } from './begin.ts';
import { changeSetNamed } from './change-set.ts';
import { isRepeated, isTrue, type Office, type OperationOf } from './operation.ts';
import { callerRole } from './settings.ts';

/** ExecuteChangeSet: the stack becomes what was worked out for it; its other change sets hold no more and go. */
export const executeChangeSet: OperationOf = (office) => (input) => {
  const changeSet = changeSetNamed(office.journal, input);
  const stack = office.journal.stacks.get(changeSet.stackId);
  if (isRepeated(stack, input, stack.settings.changeSetId === changeSet.id)) return {};
  checkExecutable(changeSet);
  if (input.DisableRollback !== undefined && changeSet.onStackFailure !== undefined)
    throw validationError('You can specify either DisableRollback or OnStackFailure, but not both.');
  const disableRollback = isTrue(input.DisableRollback) || changeSet.onStackFailure === 'DO_NOTHING';
  if (changeSet.type === 'UPDATE') checkUpdatable(stack, disableRollback, 'execute-change-set');
  office.journal.together(() => {
    claim(changeSet, office);
    const settings = { ...settingsFor(changeSet, disableRollback, input), policy: stack.settings.policy };
    begin(stack, changeSet, settings, input.ClientRequestToken, office);
  });
  return {};
};

// Private

function checkExecutable({ id, status, execution }: ChangeSet): void {
  if (status === 'CREATE_COMPLETE' && execution === 'AVAILABLE') return;
  const state = status === 'CREATE_COMPLETE' ? `execution status of [${execution}]` : `status of [${status}]`;
  throw new AwsError('InvalidChangeSetStatus', `ChangeSet [${id}] cannot be executed in its current ${state}`);
}

function claim({ id, stackId }: ChangeSet, { journal }: Office): void {
  for (const other of journal.changeSets.list(stackId)) if (other.id !== id) journal.changeSets.remove(other.id);
  journal.changeSets.mark(id, 'EXECUTE_IN_PROGRESS');
}

function settingsFor({ id, settings }: ChangeSet, disableRollback: boolean, input: Input): Settings {
  return {
    ...settings,
    ...callerRole(),
    changeSetId: id,
    disableRollback: disableRollback || undefined,
    retainExceptOnCreate: isTrue(input.RetainExceptOnCreate) || undefined,
  };
}

function begin(stack: Stack, changeSet: ChangeSet, settings: Settings, token: string | undefined, office: Office) {
  const { definition, onStackFailure } = changeSet;
  if (changeSet.type === 'UPDATE') return beginUpdate(stack, { definition, settings, token }, office);
  const onFailure = onStackFailure ?? (settings.disableRollback ? 'DO_NOTHING' : 'ROLLBACK');
  const changes = { definition, settings, token, onFailure, updatedAt: new Date() };
  office.journal.moveStack(stack, 'CREATE_IN_PROGRESS', 'User Initiated', changes);
  office.engine.drive(stack.id);
}
