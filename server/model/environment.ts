import { Failure } from '../../lib/failure.ts';
import { isReserved, isVariable } from './environment-name.ts';

/** Name → value. */
export type Env = Readonly<Record<string, string>>;

/** Which variables two environments do not have in common, by name. */
export interface EnvChanges {
  added: string[];
  removed: string[];
  changed: string[];
}

/** Bytes of a secret of Secrets Manager, which holds an app's whole environment as one JSON object. */
const MOST_BYTES = 65_536;

/** Throws a `Failure` unless a variable can have this name and this value. */
export function checkVariable(name: string, value: string): void {
  if (!isVariable(name))
    throw new Failure('bad_env_name', `"${name}" cannot be the name of a variable.`, {
      hint: 'Use letters, digits and underscores, as in DATABASE_URL.',
    });
  if (isReserved(name))
    throw new Failure('reserved_env_name', `${name} is set by the rack itself.`, {
      hint: 'Give it another name, which the app reads.',
    });
  if (value.includes('\0'))
    throw badValue(`The value of ${name} has a byte 0 in it, and a variable ends where one stands.`);
  if (/\p{Cs}/u.test(value))
    throw badValue(`The value of ${name} is no text: half of a pair of UTF-16 stands alone in it.`);
}

/** Throws a `Failure` `env_too_large` when Secrets Manager has no room for all of it. */
export function checkEnvironment(env: Env): void {
  const bytes = Buffer.byteLength(JSON.stringify(env));
  if (bytes <= MOST_BYTES) return;
  throw new Failure(
    'env_too_large',
    `The environment would have ${bytes} bytes as JSON, and ${MOST_BYTES} are the most.`,
    {
      hint: 'AWS Secrets Manager holds no more of one app. Keep large values in a file of the image, or in a bucket.',
    },
  );
}

/** A value as text. Throws a `Failure` `bad_env_value` when it is no UTF-8: on their way to a process values stand in JSON, which is Unicode. */
export function textOf(name: string, bytes: Uint8Array): string {
  try {
    // A byte order mark is part of a value as any other character is.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw badValue(
      `The value of ${name} is no UTF-8: Secrets Manager and ECS, through which it reaches the app, carry text alone.`,
    );
  }
}

/** What has to be done to the first environment to get the second. */
export function changesOf(before: Env, after: Env): EnvChanges {
  const has = (env: Env) => (name: string) => Object.hasOwn(env, name);
  const names = Object.keys(after).sort();
  return {
    added: names.filter((name) => !has(before)(name)),
    removed: Object.keys(before)
      .filter((name) => !has(after)(name))
      .sort(),
    changed: names.filter((name) => has(before)(name) && before[name] !== after[name]),
  };
}

/** `A, B added; C changed; D removed`; undefined where nothing differs. */
export function changeWords({ added, changed, removed }: EnvChanges): string | undefined {
  const kinds = Object.entries({ added, changed, removed }).filter(([, names]) => names.length > 0);
  return kinds.map(([kind, names]) => `${names.join(', ')} ${kind}`).join('; ') || undefined;
}

// Private

function badValue(what: string): Failure {
  return new Failure('bad_env_value', what, {
    hint: 'Encode it, and let the app decode it: base64 -w0 < FILE | ssh rack env set APP NAME_BASE64=-',
  });
}
