import { currentCaller } from '../../endpoint/caller.ts';
import type { CallAws, Input } from '../../endpoint/service.ts';
import { AwsError } from '../../endpoint/service.ts';
import { checkStackPolicy } from '../engine/stack-policy.ts';
import { validationError } from '../errors.ts';
import type { Settings } from '../store/stacks.ts';
import { isTrue } from './operation.ts';

/** How a request wants its operation done; the role stays that of the operation before unless it names another. */
export async function settingsOf(input: Input, callAws: CallAws, previous?: Settings): Promise<Settings> {
  return {
    ...(await actorOf(input, callAws, previous)),
    policy: policyOf(input.StackPolicyBody) ?? previous?.policy,
    policyDuringUpdate: policyOf(input.StackPolicyDuringUpdateBody),
    disableRollback: isTrue(input.DisableRollback) || undefined,
    retainExceptOnCreate: isTrue(input.RetainExceptOnCreate) || undefined,
  };
}

/** As whom an operation acts: as the role that the request names or the stack has, or else as who makes the request. */
export async function actorOf(input: Input, callAws: CallAws, previous?: Settings): Promise<Actor> {
  return { roleArn: await roleOf(input, callAws, previous), ...callerRole() };
}

/** The role that the present caller has taken. */
export function callerRole(): Pick<Settings, 'callerRoleArn'> {
  const caller = currentCaller();
  return { callerRoleArn: caller.kind === 'role' ? caller.roleArn : undefined };
}

// Private

function policyOf(text: string | undefined): string | undefined {
  if (text !== undefined) checkStackPolicy(text);
  return text;
}

type Actor = Pick<Settings, 'roleArn' | 'callerRoleArn'>;

/** Refuses a role that CloudFormation could not act as. */
async function roleOf({ RoleARN }: Input, callAws: CallAws, previous?: Settings): Promise<string | undefined> {
  if (RoleARN === undefined) return previous?.roleArn;
  if (await isAssumable(String(RoleARN), callAws)) return RoleARN;
  throw validationError(`Role ${RoleARN} is invalid or cannot be assumed`);
}

async function isAssumable(arn: string, callAws: CallAws): Promise<boolean> {
  const name = /^arn:aws:iam::\d+:role\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
  if (name === undefined) return false;
  try {
    const { Role } = await callAws('iam', 'GetRole', { RoleName: name });
    return Role.Arn === arn && trusts(JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument)));
  } catch (error) {
    if (error instanceof AwsError) return false;
    throw error;
  }
}

/** Whether a trust policy lets CloudFormation assume the role. */
function trusts({ Statement }: Input): boolean {
  return [Statement]
    .flat()
    .some(
      ({ Effect, Principal, Action }: Input) =>
        Effect === 'Allow' &&
        [Principal?.Service].flat().includes('cloudformation.amazonaws.com') &&
        [Action].flat().some((one) => ['sts:AssumeRole', 'sts:*', '*'].includes(one)),
    );
}
