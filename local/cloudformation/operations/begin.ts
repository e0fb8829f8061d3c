import { takeUpFailed } from '../engine/retry.ts';
import { isLeftFailed, isUpdatable } from '../engine/states.ts';
import { validationError } from '../errors.ts';
import type { Definition, Settings, Stack } from '../store/stacks.ts';
import type { Office } from './operation.ts';

/** What an operation begins with. */
export interface Order {
  definition: Definition;
  settings: Settings;
  token: string | undefined;
}

/** Refuses a stack that cannot be updated now. `api` is what the caller could have asked to leave failures standing. */
export function checkUpdatable(stack: Stack, disableRollback: boolean, api: string): void {
  if (isLeftFailed(stack.status)) {
    if (disableRollback) return;
    throw validationError(
      `This stack is currently in a non-terminal [${stack.status}] state. To update the stack from this state, please use the disable-rollback parameter with ${api} API. To rollback to the last known good state, use the rollback-stack API`,
    );
  }
  if (!isUpdatable(stack.status))
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}

/** Sets an update going. One that follows a failed operation goes on from what that one left. */
export function beginUpdate(stack: Stack, order: Order, { journal, engine }: Office): void {
  const previous = isLeftFailed(stack.status) ? stack.previous : stack.definition;
  journal.together(() => {
    takeUpFailed(stack, journal);
    const changes = { ...order, previous, updatedAt: new Date() };
    journal.moveStack(stack, 'UPDATE_IN_PROGRESS', 'User Initiated', changes);
  });
  engine.drive(stack.id);
}
