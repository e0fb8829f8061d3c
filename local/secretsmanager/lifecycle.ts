import { randomInt } from 'node:crypto';
import type { Config } from '../config.ts';
import type { Input, Operation } from '../endpoint/service.ts';
import { exists, invalidParameter, invalidRequest, validation } from './errors.ts';
import { checkFilters, fitsAll } from './filters.ts';
import { randomPassword } from './password.ts';
import type { Secret, Secrets, Tag } from './secrets.ts';
import { addVersion, givenValue } from './values.ts';
import type { Versions } from './versions.ts';

/** The operations on secrets themselves, from creation to deletion. */
export function lifecycleOperations(secrets: Secrets, versions: Versions, config: Config): Record<string, Operation> {
  return {
    CreateSecret(input) {
      purgeDue();
      checkNewName(input.Name);
      const value = givenValue(input);
      const secret = newSecret(input, config);
      secrets.put(secret);
      if (!value) return { ARN: secret.arn, Name: secret.name };
      const { VersionStages: _, ...added } = addVersion(secrets, versions, secret, value, {
        ClientRequestToken: input.ClientRequestToken,
      });
      return added;
    },
    UpdateSecret(input) {
      const { arn, name, description, kmsKeyId } = secrets.getLive(input.SecretId);
      const value = givenValue(input);
      const changes = { description: input.Description ?? description, kmsKeyId: input.KmsKeyId ?? kmsKeyId };
      const secret = secrets.change(arn, { ...changes, changed: Date.now() });
      if (!value) return { ARN: arn, Name: name };
      const token = { ClientRequestToken: input.ClientRequestToken };
      return { ARN: arn, Name: name, VersionId: addVersion(secrets, versions, secret, value, token).VersionId };
    },
    DescribeSecret({ SecretId }) {
      purgeDue();
      return describe(secrets.get(SecretId));
    },
    ListSecrets(input) {
      purgeDue();
      checkFilters(input);
      const start = Number(input.NextToken ?? 0);
      const most = Number(input.MaxResults ?? 100);
      const found = secrets
        .list()
        .filter(({ deletion }) => deletion === undefined || input.IncludePlannedDeletion)
        .filter((secret) => fitsAll(secret, input));
      const next = start + most < found.length ? String(start + most) : undefined;
      const page = found.slice(start, start + most).map((secret) => {
        const { VersionIdsToStages, ...told } = describe(secret);
        return { ...told, SecretVersionsToStages: VersionIdsToStages };
      });
      return { SecretList: page, NextToken: next };
    },
    DeleteSecret({ SecretId, RecoveryWindowInDays, ForceDeleteWithoutRecovery }) {
      if (ForceDeleteWithoutRecovery && RecoveryWindowInDays !== undefined) {
        throw invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
      }
      if (ForceDeleteWithoutRecovery) return deleteNow(secrets.find(SecretId), SecretId);
      const days = RecoveryWindowInDays ?? 30;
      if (days < 7 || days > 30)
        throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
      const { arn, name } = secrets.getLive(SecretId);
      const deletion = Date.now() + days * 24 * 3600 * 1000;
      secrets.change(arn, { deletion });
      return { ARN: arn, Name: name, DeletionDate: new Date(deletion) };
    },
    RestoreSecret({ SecretId }) {
      const { arn, name } = secrets.get(SecretId);
      secrets.change(arn, { deletion: undefined });
      return { ARN: arn, Name: name };
    },
    TagResource({ SecretId, Tags }) {
      const { arn, tags } = secrets.getLive(SecretId);
      const keys = Tags.map(({ Key }: Tag) => Key);
      secrets.change(arn, { tags: [...tags.filter(({ Key }) => !keys.includes(Key)), ...Tags] });
      return undefined;
    },
    UntagResource({ SecretId, TagKeys }) {
      const { arn, tags } = secrets.getLive(SecretId);
      secrets.change(arn, { tags: tags.filter(({ Key }) => !TagKeys.includes(Key)) });
      return undefined;
    },
    GetResourcePolicy({ SecretId }) {
      const { arn, name } = secrets.getLive(SecretId);
      return { ARN: arn, Name: name };
    },
    GetRandomPassword: (input) => ({ RandomPassword: randomPassword(input) }),
  };

  /** Deletes for good what was scheduled for deletion, now that someone looks. */
  function purgeDue(): void {
    for (const secret of secrets.list()) if ((secret.deletion ?? Infinity) <= Date.now()) remove(secret);
  }

  function remove({ arn }: Secret): void {
    secrets.remove(arn);
    versions.removeAll(arn);
  }

  /** As on AWS, it is no error when there is no such secret. */
  function deleteNow(secret: Secret | undefined, id: string) {
    if (secret) remove(secret);
    return { ARN: secret?.arn ?? id, Name: secret?.name ?? id, DeletionDate: new Date() };
  }

  function checkNewName(name: unknown): void {
    if (typeof name !== 'string' || !/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name)) {
      throw validation(
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
      );
    }
    const other = secrets.list().find((secret) => secret.name === name);
    if (other?.deletion !== undefined) {
      throw invalidRequest(
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    }
    if (other) throw exists(`The operation failed because the secret ${name} already exists.`);
  }

  function describe(secret: Secret) {
    return {
      ARN: secret.arn,
      Name: secret.name,
      Description: secret.description,
      KmsKeyId: secret.kmsKeyId,
      LastChangedDate: new Date(secret.changed),
      LastAccessedDate: date(secret.accessed),
      DeletedDate: date(secret.deletion),
      Tags: secret.tags,
      VersionIdsToStages: Object.fromEntries(
        versions.list(secret.arn).flatMap(({ id, stages }) => (stages.length > 0 ? [[id, stages]] : [])),
      ),
      CreatedDate: new Date(secret.created),
    };
  }
}

// Private

function newSecret(input: Input, { region, account }: Config): Secret {
  const now = Date.now();
  return {
    arn: `arn:aws:secretsmanager:${region}:${account}:secret:${input.Name}-${sixRandom()}`,
    name: input.Name,
    description: input.Description,
    kmsKeyId: input.KmsKeyId,
    tags: input.Tags ?? [],
    created: now,
    changed: now,
  };
}

function sixRandom(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  return Array.from({ length: 6 }, () => letters.charAt(randomInt(letters.length))).join('');
}

function date(time: number | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}
