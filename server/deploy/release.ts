import { Failure } from '../../lib/failure.ts';
import type { Secrets } from '../aws/secrets.ts';
import type { Source } from '../git/source.ts';
import type { App } from '../model/app.ts';
import { checkEnvironment } from '../model/environment.ts';
import { KEPT_RELEASES, type Made, newId, type Origin, type Release } from '../model/release.ts';
import type { Environments } from '../store/environments.ts';
import type { Releases } from '../store/releases.ts';

/** What a release is made of: images, how they run, and an environment. */
export interface ReleaseInput {
  app: App;
  developer: string;
  description: string;
  made: Made;
  env: Readonly<Record<string, string>>;
}

export interface ReleaseDeps {
  rack: string;
  releases: Pick<Releases, 'create' | 'everLive'>;
  environments: Pick<Environments, 'ofRelease' | 'keepOfRelease'>;
  secrets: Pick<Secrets, 'find' | 'put'>;
}

/** Makes a release with its environment. Nothing of it runs before it is promoted. */
export function makeRelease(
  { releases, environments }: Pick<ReleaseDeps, 'releases' | 'environments'>,
  { app, developer, env, made, description }: ReleaseInput,
): Release {
  checkEnvironment(env);
  const secrets = Object.keys(env).sort();
  const who = { app: app.name, createdBy: developer };
  const release = releases.create({ ...made, ...who, id: newId('R'), secrets, description, state: 'created' });
  environments.keepOfRelease(release.id, env);
  return release;
}

/**
 * Puts the environment of a release where its containers get it from: a version, labelled with the release, of the app's
 * secret. Answers the secret's ARN; undefined when there is nothing to put.
 */
export async function putEnvironment(
  { rack, releases, environments, secrets }: ReleaseDeps,
  { id, app, version, secrets: names }: Release,
): Promise<string | undefined> {
  if (names.length === 0) return undefined;
  const env = environments.ofRelease(id);
  if (!env) throw environmentGone(version);
  // Secrets Manager allows 20 labels a secret.
  const keep = releases.everLive(app).slice(0, KEPT_RELEASES);
  return secrets.put(
    secretName(rack, app),
    env,
    id,
    keep.map((each) => each.id),
  );
}

/** The ARN of the secret that has a release's environment, which is put there where it is not, as before it went live. */
export async function environmentSecret(deps: ReleaseDeps, release: Release): Promise<string | undefined> {
  if (release.secrets.length === 0) return undefined;
  return (await deps.secrets.find(secretName(deps.rack, release.app), release.id)) ?? putEnvironment(deps, release);
}

/** The name of the secret that holds an app's environment. */
export function secretName(rack: string, app: string): string {
  return `rack/${rack}/${app}`;
}

/** What a deploy of this source is made from; whether it was a tarball its caller knows. */
export function originOf({ directory }: Source, origin: Origin | undefined): Origin {
  return { kind: origin?.kind === 'tarball' ? 'tarball' : 'commit', ...(directory && { directory }) };
}

/** `Deploy 1a2b3c4`, or `Deploy 1a2b3c4 of services/api`, or `… from a tarball`. */
export function descriptionOf({ commit, directory }: Source, { kind }: Origin): string {
  const of = directory ? ` of ${directory}` : '';
  return `Deploy ${commit.slice(0, 7)}${of}${kind === 'tarball' ? ' from a tarball' : ''}`;
}

// Private

function environmentGone(version: number): Failure {
  return new Failure('environment_gone', `The environment of v${version} was not kept: an older Rack made it.`, {
    hint: 'Redeploy it with the environment of now: ssh rack redeploy APP',
  });
}
