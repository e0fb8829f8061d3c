import { BUILD_ENV } from '../../buildpacks/dockerfile.ts';
import { LARGEST_SECRET } from '../../docker/session.ts';
import { Failure } from '../../lib/failure.ts';
import { shellWord } from '../../lib/shell-word.ts';
import { type AppSettings, buildEnvNames } from '../model/settings.ts';
import type { Output } from './output.ts';

/** Variables of an app's environment that its builds see, because the setting `build-env` names them. */
export type BuildEnv = Readonly<Record<string, string>>;

/** What the app lets its builds see. Tells of names that are not set. */
export function buildEnvOf(settings: AppSettings, env: Readonly<Record<string, string>>, output: Output): BuildEnv {
  const names = buildEnvNames(settings);
  for (const name of names.filter((each) => env[each] === undefined))
    output.warn(`build-env names ${name}, which is not set.`);
  const chosen = Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
  const bytes = Buffer.byteLength(scriptOf(chosen));
  if (bytes > LARGEST_SECRET) throw tooLarge(names, bytes);
  return chosen;
}

/** What `RUN --mount=type=secret` gets: each variable by its name, and all as a script for `.`, as the rack's own lines use it. */
export function secretsOf(env: BuildEnv): Map<string, Buffer> {
  const each = Object.entries(env).map(([name, value]) => [name, Buffer.from(value)] as const);
  return new Map([...each, [BUILD_ENV, Buffer.from(scriptOf(env))]]);
}

/** The variables that a Dockerfile declares as ARG, and so gets: unlike secrets they can be read in the image. Warns of it. */
export function declaredArgs(dockerfile: string, env: BuildEnv, output: Output): Record<string, string> {
  const declared = dockerfile.split('\n').flatMap((line) => /^\s*ARG\s+(.*)/i.exec(line)?.[1]?.split(/\s+/) ?? []);
  const names = new Set(declared.map((word) => word.split('=', 1)[0] as string));
  const given = Object.entries(env).filter(([name]) => names.has(name));
  for (const [name] of given) output.warn(warning(name));
  return Object.fromEntries(given);
}

// Private

/** Lines for a POSIX shell. */
function scriptOf(env: BuildEnv): string {
  return Object.entries(env)
    .map(([name, value]) => `export ${name}=${shellWord(value)}\n`)
    .join('');
}

function warning(name: string): string {
  return [
    `${name} is an ARG of the Dockerfile: who has the image can read its value (docker history).`,
    `A value that must stay secret is read by  RUN --mount=type=secret,id=${name}  instead, from /run/secrets/${name}`,
  ].join('\n');
}

function tooLarge(names: readonly string[], bytes: number): Failure {
  const most = LARGEST_SECRET / 1024;
  return new Failure(
    'build_env_too_large',
    `The variables of build-env (${names.join(', ')}) have ${Math.ceil(bytes / 1024)} KiB; BuildKit takes ${most} KiB.`,
    { hint: 'Name fewer of them: ssh rack set APP build-env=NAME,NAME' },
  );
}
