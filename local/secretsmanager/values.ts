import { randomUUID } from 'node:crypto';
import type { Input, Operation } from '../endpoint/service.ts';
import { batchGetSecretValue } from './batch.ts';
import { exists, invalidParameter, invalidRequest, notFound } from './errors.ts';
import type { Secret, Secrets } from './secrets.ts';
import { CURRENT, type Value, type Version, type Versions } from './versions.ts';

/** The operations on what secrets hold: their versions and staging labels. */
export function valueOperations(secrets: Secrets, versions: Versions): Record<string, Operation> {
  return {
    GetSecretValue: getValue,
    BatchGetSecretValue: batchGetSecretValue(secrets, getValue),
    PutSecretValue(input) {
      const secret = secrets.getLive(input.SecretId);
      const value = givenValue(input);
      if (!value) throw invalidRequest('You must provide either SecretString or SecretBinary.');
      return addVersion(secrets, versions, secret, value, input);
    },
    UpdateSecretVersionStage({ SecretId, VersionStage, RemoveFromVersionId, MoveToVersionId }) {
      const secret = secrets.getLive(SecretId);
      const all = versions.list(secret.arn);
      for (const id of [RemoveFromVersionId, MoveToVersionId]) if (id) checkVersion(all, id);
      const holder = all.find(({ stages }) => stages.includes(VersionStage));
      if (holder?.id !== RemoveFromVersionId && holder?.id !== MoveToVersionId) throw wrongHolder(VersionStage, holder);
      if (VersionStage === CURRENT && !MoveToVersionId) {
        throw invalidParameter(
          'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
        );
      }
      versions.moveStages(secret.arn, MoveToVersionId, [VersionStage]);
      secrets.change(secret.arn, { changed: Date.now() });
      return { ARN: secret.arn, Name: secret.name };
    },
    ListSecretVersionIds({ SecretId, IncludeDeprecated }) {
      const secret = secrets.get(SecretId);
      const all = versions.list(secret.arn).filter(({ stages }) => IncludeDeprecated || stages.length > 0);
      return {
        ARN: secret.arn,
        Name: secret.name,
        Versions: all.map(({ id, stages, created }) => ({
          VersionId: id,
          VersionStages: stages,
          CreatedDate: new Date(created),
        })),
      };
    },
  };

  function getValue(input: Input) {
    const secret = secrets.getLive(input.SecretId);
    const version = wanted(versions.list(secret.arn), input);
    const value = versions.value(secret.arn, version.id) as Value;
    if (secret.accessed !== startOfDay()) secrets.noteAccess(secret.arn, startOfDay());
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.id,
      ...(value.kind === 'string' ? { SecretString: value.data.toString() } : { SecretBinary: value.data }),
      VersionStages: version.stages,
      CreatedDate: new Date(version.created),
    };
  }
}

/** The text or the bytes that a call carries, if any. */
export function givenValue({ SecretString, SecretBinary }: Input): Value | undefined {
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (SecretString !== undefined) return checkSize({ kind: 'string', data: Buffer.from(SecretString) });
  if (SecretBinary === undefined) return undefined;
  const data = typeof SecretBinary === 'string' ? Buffer.from(SecretBinary, 'base64') : Buffer.from(SecretBinary);
  return checkSize({ kind: 'binary', data });
}

/** Adds a version, or answers the one that the same call made before: a ClientRequestToken makes it repeatable. */
export function addVersion(secrets: Secrets, versions: Versions, secret: Secret, value: Value, input: Input) {
  const id: string = input.ClientRequestToken ?? randomUUID();
  checkToken(id);
  const before = versions.value(secret.arn, id);
  const stages = stagesOf(input, versions.list(secret.arn).length === 0);
  if (!before) {
    versions.add(secret.arn, id, value, stages);
    secrets.change(secret.arn, { changed: Date.now() });
  } else if (before.kind !== value.kind || !before.data.equals(value.data)) throw tokenInUse(id, secret.arn);
  const { stages: VersionStages } = versions.list(secret.arn).find((each) => each.id === id) as Version;
  return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages };
}

// Private

const LONGEST_VALUE = 65536;

function wanted(all: Version[], { VersionId, VersionStage }: Input): Version {
  const stage: string | undefined = VersionStage ?? (VersionId === undefined ? CURRENT : undefined);
  const version = all.find(({ id, stages }) => (VersionId ? id === VersionId : stages.includes(stage as string)));
  if (!version) {
    throw notFound(
      `the specified secret value for ${VersionId ? `VersionId: ${VersionId}` : `staging label: ${stage}`}`,
    );
  }
  if (stage === undefined || version.stages.includes(stage)) return version;
  throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');
}

function stagesOf({ VersionStages }: Input, isFirst: boolean): string[] {
  const given: string[] = VersionStages ?? [CURRENT];
  if (given.length < 1 || given.length > 20) throw invalidParameter('VersionStages must have 1 to 20 labels.');
  return isFirst ? [...new Set([CURRENT, ...given])] : given;
}

function checkSize(value: Value): Value {
  if (value.data.length <= LONGEST_VALUE) return value;
  throw invalidParameter(`A secret value can have up to ${LONGEST_VALUE} bytes; this one has ${value.data.length}.`);
}

function checkToken(token: string): void {
  if (token.length >= 32 && token.length <= 64) return;
  throw invalidParameter('The ClientRequestToken must be 32 to 64 characters long.');
}

function checkVersion(all: Version[], id: string): void {
  if (!all.some((version) => version.id === id)) throw notFound(`the specified secret value for VersionId: ${id}`);
}

function wrongHolder(stage: string, holder: Version | undefined) {
  const where = holder ? `is currently attached to version ${holder.id}` : 'is not attached to a version';
  return invalidParameter(`The staging label ${stage} ${where}, so you must explicitly reference that version.`);
}

function tokenInUse(token: string, arn: string) {
  return exists(
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
  );
}

/** LastAccessedDate has no time of day on AWS. */
function startOfDay(): number {
  return new Date().setUTCHours(0, 0, 0, 0);
}
