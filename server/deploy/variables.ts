import { randomBytes } from 'node:crypto';
import { Failure } from '../../lib/failure.ts';
import type { EnvSpec } from '../model/manifest.ts';
import type { Environments } from '../store/environments.ts';
import type { Output } from './output.ts';

type Variables = Readonly<Record<string, EnvSpec>>;
type Env = Readonly<Record<string, string>>;

/** Bytes of a secret that the rack makes: nobody guesses 256 bits. */
const SECRET_BYTES = 32;

/** New secrets for those variables that ask for one and are not set. */
export function newSecrets(variables: Variables, env: Env): Record<string, string> {
  const names = Object.keys(variables).filter((name) => variables[name]?.generator && !Object.hasOwn(env, name));
  return Object.fromEntries(names.map((name) => [name, randomBytes(SECRET_BYTES).toString('hex')]));
}

/**
 * The environment of a release: what people have set, and where they have not, what the manifest says. Throws a
 * `Failure` `env_missing` that names those without which the app does not run.
 */
export function environmentOf(app: string, variables: Variables, env: Env): Record<string, string> {
  const unset = Object.entries(variables).filter(([name]) => !Object.hasOwn(env, name));
  const missing = unset.filter(([, { required, value, generator }]) => required && value === undefined && !generator);
  if (missing.length > 0) throw envMissing(app, missing);
  return withDefaults(variables, env);
}

/** What people have set, and where they have not, what the manifest says. */
export function withDefaults(variables: Variables, env: Env): Record<string, string> {
  const defaults = Object.entries(variables).flatMap(([name, { value }]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(defaults), ...env };
}

/** What people have set of the environment of a release: all but what the manifest says by itself. */
export function withoutDefaults(variables: Variables, env: Env): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => variables[name]?.value !== value));
}

/** The environment of a release of a commit. Secrets that the rack makes are the app's from here on, whatever comes of it. */
export function takeEnvironment(
  environments: Pick<Environments, 'get' | 'set'>,
  app: string,
  variables: Variables,
  output: Output,
): Record<string, string> {
  const set = environments.get(app);
  const made = newSecrets(variables, set);
  const env = environmentOf(app, variables, { ...set, ...made });
  for (const variable of Object.keys(made)) output.line(`Made a secret for ${variable}, which the app keeps`);
  if (Object.keys(made).length > 0) environments.set(app, { ...set, ...made });
  return env;
}

// Private

function envMissing(app: string, missing: [name: string, spec: EnvSpec][]): Failure {
  const named = missing.map(([name, { description }]) => (description ? `${name} (${description})` : name)).join(', ');
  const what =
    missing.length === 1
      ? `A variable that ${app} needs is not set: ${named}.`
      : `${missing.length} variables that ${app} needs are not set: ${named}.`;
  const example = missing.map(([name]) => `${name}=…`).join(' ');
  return new Failure('env_missing', what, { hint: `Set it, then deploy again: ssh rack env set ${app} ${example}` });
}
