import type { CallAws } from '../endpoint/service.ts';
import type { ContainerDefinition } from './model.ts';

/** Where a secret's value is: `arn[:json-key[:version-stage[:version-id]]]`. */
export interface SecretReference {
  secretId: string;
  key: string;
  stage: string;
  version: string;
}

/** Takes a `valueFrom` apart; undefined when it names no secret of Secrets Manager. */
export function parseReference(valueFrom: string): SecretReference | undefined {
  const parts = valueFrom.split(':');
  if (parts[0] !== 'arn' || parts[2] !== 'secretsmanager' || parts.length < 7) return undefined;
  const [key = '', stage = '', version = ''] = parts.slice(7);
  return { secretId: parts.slice(0, 7).join(':'), key, stage, version };
}

/** The values of a container's `secrets`, by environment name. Each secret is asked for once. */
export async function resolveSecrets(
  callAws: CallAws,
  { secrets = [] }: Pick<ContainerDefinition, 'secrets'>,
): Promise<Record<string, string>> {
  const asked = new Map<string, Promise<string>>();
  const values = secrets.map(async ({ name, valueFrom }) => {
    const reference = parseReference(valueFrom);
    if (!reference) throw new Error(`invalid secret reference ${valueFrom}: only Secrets Manager ARNs are served here`);
    const { secretId, stage, version, key } = reference;
    const id = [secretId, stage, version].join(':');
    if (!asked.has(id)) asked.set(id, read(callAws, reference));
    return [name, pick(await (asked.get(id) as Promise<string>), key)] as const;
  });
  return Object.fromEntries(await Promise.all(values));
}

// Private

async function read(callAws: CallAws, { secretId, stage, version }: SecretReference): Promise<string> {
  const answer = await callAws('secretsmanager', 'GetSecretValue', {
    SecretId: secretId,
    ...(stage && { VersionStage: stage }),
    ...(version && { VersionId: version }),
  });
  return answer.SecretString ?? '';
}

function pick(secret: string, key: string): string {
  if (key === '') return secret;
  const value = parseObject(secret)[key];
  if (value === undefined) throw new Error(`retrieved secret did not contain json key ${key}`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parseObject(secret: string): Record<string, unknown> {
  try {
    return JSON.parse(secret);
  } catch {
    throw new Error('retrieved secret is not a JSON object, so that no key can be read from it');
  }
}
