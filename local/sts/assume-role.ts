import { arnOf, type Caller, currentCaller } from '../endpoint/caller.ts';
import { check } from '../endpoint/check.ts';
import { AwsError, type CallAws, type Input } from '../endpoint/service.ts';
import type { Sessions } from './sessions.ts';
import { admits } from './trust.ts';

/** Seconds that credentials last unless asked otherwise, the least that can be asked, and the most of a role that took another. */
const LASTING = { usual: 3600, least: 900, chained: 3600 };

const CONSTRAINTS = {
  RoleArn: { required: true, pattern: /^arn:aws:iam::\d{12}:role\/.+$/ },
  RoleSessionName: { required: true, min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ },
  DurationSeconds: { atLeast: LASTING.least, atMost: 43_200 },
};

/** Members that would narrow what the credentials are for, if they were served. */
const UNSERVED = ['Policy', 'PolicyArns', 'Tags', 'TransitiveTagKeys', 'SerialNumber', 'TokenCode', 'SourceIdentity'];

/**
 * AssumeRole. What ECS takes never expires: it is handed over to a task as environment, which nobody renews.
 */
export function assumeRole(deps: { callAws: CallAws; sessions: Sessions; config: { account: string; rack: string } }) {
  const { callAws, sessions, config } = deps;
  return async (input: Input) => {
    const { RoleArn, RoleSessionName, DurationSeconds } = checked(input);
    const caller = currentCaller();
    const role = await trustingRole(callAws, RoleArn);
    if (!role || !admits(role.AssumeRolePolicyDocument, caller, input, config))
      throw denied(caller.kind === 'service' ? caller.principal : arnOf(caller, config), RoleArn);
    mustNotOutlast(DurationSeconds, role.MaxSessionDuration, caller);
    const expires = caller.kind === 'service' ? null : Date.now() + DurationSeconds * 1000;
    const keys = sessions.issue({ roleArn: RoleArn, roleId: role.RoleId, name: RoleSessionName, expires });
    return {
      AssumedRoleUser: {
        Arn: arnOf({ kind: 'role', roleArn: RoleArn, session: RoleSessionName }, config),
        AssumedRoleId: `${role.RoleId}:${RoleSessionName}`,
      },
      Credentials: {
        AccessKeyId: keys.accessKeyId,
        SecretAccessKey: keys.secretAccessKey,
        SessionToken: keys.token,
        Expiration: new Date(expires ?? Date.UTC(9999, 0)),
      },
    };
  };
}

// Private

function checked(input: Input) {
  const { DurationSeconds: seconds = LASTING.usual } = input;
  for (const member of ['RoleArn', 'RoleSessionName'])
    if (typeof input[member] === 'object') throw invalid(`${member} is to be a text.`);
  if (!/^\d+$/.test(String(seconds))) throw invalid(`DurationSeconds is to be a whole number, not '${seconds}'.`);
  const DurationSeconds = Number(seconds);
  check({ ...input, DurationSeconds }, CONSTRAINTS, 'ValidationError');
  const unserved = UNSERVED.find((member) => input[member] !== undefined && input[member] !== '');
  if (unserved) throw invalid(`${unserved} is not served here.`);
  return { RoleArn: String(input.RoleArn), RoleSessionName: String(input.RoleSessionName), DurationSeconds };
}

/** The role of this ARN; undefined when there is none, or one of another path. */
async function trustingRole(callAws: CallAws, RoleArn: string): Promise<Input | undefined> {
  try {
    const { Role } = await callAws('iam', 'GetRole', { RoleName: RoleArn.split('/').at(-1) });
    return Role.Arn === RoleArn ? Role : undefined;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

function mustNotOutlast(seconds: number, most: number, caller: Caller): void {
  if (seconds > most) throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  if (caller.kind === 'role' && seconds > LASTING.chained)
    throw invalid('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.');
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

function denied(who: string, roleArn: string): AwsError {
  const sentence = `User: ${who} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
  return new AwsError('AccessDenied', sentence, 403);
}
