import { messageOf } from '../../lib/failure.ts';
import { AwsError, type CallAws } from '../endpoint/service.ts';
import type { Invocation } from './model.ts';
import { checkRole, SESSION } from './role.ts';
import { runTaskInput } from './run-task.ts';

/** Why a target did not take an invocation, and whether it may take it later. */
export interface Refusal {
  reason: string;
  mayPass: boolean;
}

/** Hands an invocation to its target, as the schedule's role; answers nothing when it was taken. */
export type CallTarget = (invocation: Invocation) => Promise<Refusal | undefined>;

/** Runs tasks with ECS. */
export function createCallTarget(deps: {
  callAws: CallAws;
  callAs(roleArn: string, session: string): CallAws;
}): CallTarget {
  return async (invocation) => {
    const { target, groupArn } = invocation;
    try {
      await checkRole(deps.callAws, target.RoleArn, groupArn);
      const { failures } = await deps.callAs(target.RoleArn, SESSION)('ecs', 'RunTask', runTaskInput(invocation));
      return failures.length === 0 ? undefined : { reason: `RunTask: ${failures[0].reason}`, mayPass: true };
    } catch (error) {
      return { reason: messageOf(error), mayPass: mayPass(error) };
    }
  };
}

// Private

/** What a request is refused for stays, as AWS sees it; only what is wrong with the service passes. */
function mayPass(error: unknown): boolean {
  return !(error instanceof AwsError) || error.status >= 500;
}
