import { onBehalfOf } from '../endpoint/caller.ts';
import { AwsError, type CallAws } from '../endpoint/service.ts';
import { nameIn } from './arns.ts';
import type { Task, TaskDefinition } from './model.ts';

export interface CredentialsDeps {
  callAws: CallAws;
  region: string;
  /** Where containers reach this endpoint; undefined when they cannot. */
  endpointUrl: string | undefined;
}

/**
 * The environment by which a task acts as its task role, in place of the address at which ECS's agent hands credentials
 * out: nothing for a task without a role, or whose role is allowed nothing, so that ordinary apps hold no key.
 */
export async function roleEnvironment(
  { callAws, region, endpointUrl }: CredentialsDeps,
  task: Task,
  definition: TaskDefinition,
): Promise<Record<string, string>> {
  const RoleArn = task.overrides.taskRoleArn ?? (definition.rest.taskRoleArn as string | undefined);
  if (!RoleArn || !endpointUrl || !(await isAllowedAnything(callAws, nameIn(RoleArn)))) return {};
  const Credentials = await assume(callAws, RoleArn, task);
  return {
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: Credentials.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials.SessionToken,
  };
}

/** The calls of the role with which ECS gets what a task needs before it runs; this endpoint's own for a task without one. */
export async function executionCalls(
  { callAws, callAs }: { callAws: CallAws; callAs?: ((roleArn: string, session: string) => CallAws) | undefined },
  task: Task,
  definition: TaskDefinition,
): Promise<CallAws> {
  const roleArn = task.overrides.executionRoleArn ?? (definition.rest.executionRoleArn as string | undefined);
  if (!roleArn || !callAs) return callAws;
  await assume(callAws, roleArn, task);
  return callAs(roleArn, task.id);
}

/** Why a role could not be assumed, in the words of a stopped task's reason. */
export function roleTrouble(roleArn: unknown, error: unknown): string {
  const why = error instanceof AwsError ? ` (${error.code}: ${error.message})` : '';
  return (
    `ECS was unable to assume the role '${roleArn}' that was provided for this task. Please verify that the role being ` +
    `passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.${why}`
  );
}

// Private

async function assume(callAws: CallAws, RoleArn: string, { id }: Task) {
  const { Credentials } = await onBehalfOf({ kind: 'service', principal: 'ecs-tasks.amazonaws.com' }, () =>
    callAws('sts', 'AssumeRole', { RoleArn, RoleSessionName: id }),
  );
  return Credentials;
}

async function isAllowedAnything(callAws: CallAws, RoleName: string): Promise<boolean> {
  const [inline, attached] = await Promise.all([
    callAws('iam', 'ListRolePolicies', { RoleName }),
    callAws('iam', 'ListAttachedRolePolicies', { RoleName }),
  ]);
  return inline.PolicyNames.length > 0 || attached.AttachedPolicies.length > 0;
}
