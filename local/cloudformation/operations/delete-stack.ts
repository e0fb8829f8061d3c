import type { Input } from '../../endpoint/service.ts';
import { refuseWhileImported } from '../engine/ledger.ts';
import { isDeletable } from '../engine/states.ts';
import { validationError } from '../errors.ts';
import type { Stack } from '../store/stacks.ts';
import { list } from './definition.ts';
import { checkOneOf, isRepeated, missing, type Office, type OperationOf } from './operation.ts';
import { actorOf } from './settings.ts';

/** DeleteStack: a stack that is not there is no error; the engine deletes. */
export const deleteStack: OperationOf = (office) => async (input) => {
  if (input.StackName === undefined) throw missing('stackName');
  const stack = office.journal.stacks.find(input.StackName);
  if (!stack || stack.deletedAt || stack.status === 'DELETE_IN_PROGRESS') return undefined;
  if (isRepeated(stack, input, stack.status.startsWith('DELETE_'))) return undefined;
  refuse(stack, list(input.RetainResources) as string[], office);
  const forceDelete = isForced(stack, input);
  const actor = await actorOf(input, office.callAws, stack.settings);
  office.journal.together(() => {
    const changes = { token: input.ClientRequestToken, settings: { ...stack.settings, ...actor, forceDelete } };
    office.journal.moveStack(stack, 'DELETE_IN_PROGRESS', 'User Initiated', changes);
    office.journal.changeSets.outdate(stack.id);
    retain(stack, list(input.RetainResources) as string[], office);
  });
  office.engine.drive(stack.id);
  return undefined;
};

// Private

/** "Delete a stack" in the user guide: what could not be deleted before may be left. */
function isForced(stack: Stack, { DeletionMode = 'STANDARD' }: Input): boolean {
  checkOneOf(DeletionMode, 'deletionMode', ['STANDARD', 'FORCE_DELETE_STACK']);
  if (DeletionMode === 'STANDARD') return false;
  if (stack.status === 'DELETE_FAILED') return true;
  throw validationError(
    `Invalid operation on stack [${stack.id}]. The DeletionMode FORCE_DELETE_STACK can only be used on a stack in DELETE_FAILED state`,
  );
}

function refuse(stack: Stack, retained: string[], { journal }: Office): void {
  if (stack.protected)
    throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  if (!isDeletable(stack.status))
    throw validationError(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
  if (retained.length > 0 && stack.status !== 'DELETE_FAILED')
    throw validationError(
      `Invalid operation on stack [${stack.id}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
    );
  refuseWhileImported(stack, journal);
}

function retain(stack: Stack, logicalIds: string[], { journal }: Office): void {
  const resources = journal.resources.list(stack.id).filter(({ role }) => role !== 'gone');
  for (const resource of resources.filter(({ logicalId }) => logicalIds.includes(logicalId)))
    journal.moveResource(resource, 'DELETE_SKIPPED', { role: 'gone' });
}
