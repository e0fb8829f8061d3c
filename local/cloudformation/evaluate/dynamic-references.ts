import { AwsError, type CallAws, type Input } from '../../endpoint/service.ts';
import { unavailable } from '../../endpoint/unavailable.ts';
import { validationError } from '../errors.ts';
import { isMap, type Value, type Values } from '../template/template.ts';

/** A place in a text where the value of another service is put in: `{{resolve:ssm:name:version}}`. */
const REFERENCE = /\{\{resolve:([^:{}]+):([^{}]+)\}\}/g;

/** Whether a value has dynamic references in it. */
export function hasReference(value: Value | undefined): boolean {
  return value !== undefined && JSON.stringify(value).includes('{{resolve:');
}

/**
 * The properties with their dynamic references looked up. What is stored and compared keeps the references: a secret
 * never lies in the stack, and a change of it does not change the stack.
 */
export async function resolved(properties: Values, callAws: CallAws): Promise<Values> {
  return hasReference(properties) ? ((await resolvedValue(properties, callAws)) as Values) : properties;
}

/** The same of a resource that stands already; references to what is gone meanwhile stay as they are. */
export async function resolvedIfThere(properties: Values, callAws: CallAws): Promise<Values> {
  try {
    return await resolved(properties, callAws);
  } catch (error) {
    // What cannot be looked up for now is not gone.
    if (unavailable(error) || !(error instanceof AwsError)) throw error;
    return properties;
  }
}

// Private

async function resolvedValue(value: Value, callAws: CallAws): Promise<Value> {
  if (typeof value === 'string') return resolvedText(value, callAws);
  if (Array.isArray(value)) return Promise.all(value.map((item) => resolvedValue(item, callAws)));
  if (!isMap(value)) return value;
  const members = Object.entries(value).map(
    async ([key, inner]) => [key, await resolvedValue(inner, callAws)] as const,
  );
  return Object.fromEntries(await Promise.all(members));
}

async function resolvedText(text: string, callAws: CallAws): Promise<string> {
  const found = new Map<string, string>();
  for (const [whole, service, key] of text.matchAll(REFERENCE))
    found.set(whole, await lookUp(service as string, key as string, callAws));
  return text.replace(REFERENCE, (whole) => found.get(whole) as string);
}

function lookUp(service: string, key: string, callAws: CallAws): Promise<string> {
  if (service === 'ssm') return fromParameterStore(key, callAws);
  if (service === 'secretsmanager') return fromSecret(key, callAws);
  if (service === 'ssm-secure')
    throw validationError('Dynamic references to ssm-secure are not served here: keep secrets in Secrets Manager.');
  throw validationError(`Dynamic Reference service ${service} is not supported`);
}

async function fromParameterStore(key: string, callAws: CallAws): Promise<string> {
  const { Parameters } = await callAws('ssm', 'GetParameters', { Names: [key] });
  if (Parameters.length === 0) throw validationError(`Parameters: [ssm:${key}] cannot be found.`);
  return Parameters[0].Value;
}

/** `id:SecretString:json-key:version-stage:version-id`, all but the id optional; an ARN has colons of its own. */
async function fromSecret(key: string, callAws: CallAws): Promise<string> {
  const [, id, rest = ''] = /^(arn:[^:]*:[^:]*:[^:]*:[^:]*:secret:[^:]+|[^:]+):?(.*)$/s.exec(key) ?? [];
  const [what = '', jsonKey, VersionStage, VersionId] = rest.split(':').map((part) => part || undefined);
  if (what !== '' && what !== 'SecretString')
    throw validationError(
      `Invalid dynamic reference {{resolve:secretsmanager:${key}}}: only SecretString is supported`,
    );
  const input: Input = { SecretId: id, ...(VersionStage && { VersionStage }), ...(VersionId && { VersionId }) };
  const { SecretString } = await callAws('secretsmanager', 'GetSecretValue', input);
  return jsonKey === undefined ? SecretString : memberOf(SecretString, jsonKey);
}

function memberOf(secret: string, key: string): string {
  const value = parsed(secret)[key];
  if (value === undefined)
    throw new AwsError('ValidationError', 'Could not find a value associated with JSONKey in SecretString');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parsed(secret: string): Values {
  try {
    return JSON.parse(secret);
  } catch {
    throw new AwsError('ValidationError', 'Could not parse SecretString JSON');
  }
}
