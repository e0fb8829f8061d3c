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

/** The names that the parameter of a `valueFrom` may have; none when it is about no parameter. */
export function parameterNames(valueFrom: string): string[] {
  if (!valueFrom.startsWith('arn:')) return [valueFrom];
  const [, , service, , , ...resource] = valueFrom.split(':');
  if (service !== 'ssm') return [];
  const path = resource.join(':').replace(/^parameter/, '');
  // The ARN of a name without a folder is the same whether it begins with a slash or not.
  return path.lastIndexOf('/') > 0 ? [path] : [path.slice(1), path];
}

/** The values of a container's `secrets`, by environment name. Each secret is asked for once. */
export async function resolveSecrets(
  callAws: CallAws,
  { secrets = [] }: Pick<ContainerDefinition, 'secrets'>,
): Promise<Record<string, string>> {
  const asked = new Map<string, Promise<string>>();
  const once = (id: string, ask: () => Promise<string>) => {
    const answer = asked.get(id) ?? ask();
    asked.set(id, answer);
    return answer;
  };
  const values = secrets.map(async ({ name, valueFrom }) => [name, await resolved(callAws, valueFrom, once)] as const);
  return Object.fromEntries(await Promise.all(values));
}

// Private

async function resolved(
  callAws: CallAws,
  valueFrom: string,
  once: (id: string, ask: () => Promise<string>) => Promise<string>,
): Promise<string> {
  const reference = parseReference(valueFrom);
  if (reference) {
    const { secretId, stage, version, key } = reference;
    return pick(await once([secretId, stage, version].join(':'), () => read(callAws, reference)), key);
  }
  const names = parameterNames(valueFrom);
  if (names.length === 0) throw new Error(`invalid secret reference ${valueFrom}`);
  return once(valueFrom, () => readParameter(callAws, names));
}

async function readParameter(callAws: CallAws, names: string[]): Promise<string> {
  const { Parameters } = await callAws('ssm', 'GetParameters', { Names: names, WithDecryption: true });
  if (Parameters.length > 0) return Parameters[0].Value;
  throw new Error(`unable to retrieve secrets from ssm: invalid ssm parameters: ${names[0]}`);
}

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
