import type { Secrets } from '../aws/secrets.ts';
import type { Source } from '../git/source.ts';
import type { App } from '../model/app.ts';
import { KEPT_RELEASES, type Made, newId, type Origin, type Release } from '../model/release.ts';
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
  releases: Pick<Releases, 'create' | 'list'>;
  secrets: Pick<Secrets, 'put'>;
}

/** Makes a release, with a snapshot of its environment in the app's secret; answers the secret's ARN too, if it needs one. */
export async function makeRelease(
  { rack, releases, secrets }: ReleaseDeps,
  { app, developer, env, made, description }: ReleaseInput,
): Promise<{ release: Release; secret: string | undefined }> {
  const id = newId('R');
  const names = Object.keys(env).sort();
  const live = releases.list(app.name).filter(({ state }) => state === 'live');
  // Secrets Manager allows 20 labels a secret.
  const keep = live.slice(0, KEPT_RELEASES).map((each) => each.id);
  const secret = names.length > 0 ? await secrets.put(secretName(rack, app.name), env, id, keep) : undefined;
  const release = releases.create({
    ...made,
    id,
    app: app.name,
    secrets: names,
    createdBy: developer,
    description,
    state: 'created',
  });
  return { release, secret };
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
