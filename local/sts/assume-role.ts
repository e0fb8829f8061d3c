import { type Caller, currentCaller } from '../endpoint/caller.ts';
import { check } from '../endpoint/check.ts';
import { AwsError, type CallAws, type Input } from '../endpoint/service.ts';
import type { Sessions } from './sessions.ts';

/** Seconds that credentials last unless asked otherwise, and the least and most that can be asked. */
const LASTING = { usual: 3600, least: 900, most: 43_200 };

const CONSTRAINTS = {
  RoleArn: { required: true, pattern: /^arn:aws:iam::\d{12}:role\/.+$/ },
  RoleSessionName: { required: true, min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ },
  DurationSeconds: { atLeast: LASTING.least, atMost: LASTING.most },
};

/**
 * AssumeRole. What ECS takes lasts as long as the task that it takes it for: it is handed over as environment, which nobody
 * renews.
 */
export function assumeRole({ callAws, sessions }: { callAws: CallAws; sessions: Sessions }) {
  return async (input: Input) => {
    const { RoleArn, RoleSessionName, DurationSeconds = LASTING.usual } = input;
    check({ ...input, DurationSeconds: Number(DurationSeconds) }, CONSTRAINTS, 'ValidationError');
    const caller = currentCaller();
    await mustTrust(callAws, RoleArn, caller);
    const expires = caller.kind === 'service' ? null : Date.now() + Number(DurationSeconds) * 1000;
    const keys = sessions.issue({ roleArn: RoleArn, name: RoleSessionName, expires });
    return {
      AssumedRoleUser: { Arn: assumedArn(RoleArn, RoleSessionName), AssumedRoleId: `AROA:${RoleSessionName}` },
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

async function mustTrust(callAws: CallAws, RoleArn: string, caller: Caller): Promise<void> {
  const name = RoleArn.split('/').at(-1);
  const found = await callAws('iam', 'GetRole', { RoleName: name }).catch(() => undefined);
  const document = decodeURIComponent(found?.Role.AssumeRolePolicyDocument ?? '{}');
  const { Statement = [] } = JSON.parse(document) as { Statement?: Trust[] };
  if (found?.Role.Arn === RoleArn && [Statement].flat().some((statement) => trusts(statement, caller))) return;
  throw new AwsError(
    'AccessDenied',
    `User: ${caller.kind === 'service' ? caller.principal : 'the caller'} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
    403,
  );
}

interface Trust {
  Effect: string;
  Principal?: { Service?: string | string[]; AWS?: string | string[] };
}

function trusts({ Effect, Principal = {} }: Trust, caller: Caller): boolean {
  if (Effect !== 'Allow') return false;
  if (caller.kind !== 'service') return Principal.AWS !== undefined;
  return [Principal.Service ?? []].flat().includes(caller.principal);
}

function assumedArn(roleArn: string, session: string): string {
  return `${roleArn.replace(':iam:', ':sts:').replace(/:role\/.*$/, '')}:assumed-role/${roleArn.split('/').at(-1)}/${session}`;
}
