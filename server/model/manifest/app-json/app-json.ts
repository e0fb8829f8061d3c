import type { Language } from '../../../../buildpacks/plan.ts';
import type { EnvSpec, Phases } from '../../manifest.ts';
import { parseJson } from '../json.ts';
import { ManifestFile } from '../manifest-file.ts';
import { Value } from '../value.ts';
import { languagesOf } from './buildpacks.ts';
import { type CronTask, cronOf } from './cron.ts';
import { envOf } from './env.ts';
import { sizesOf } from './formation.ts';
import { checksOf } from './healthchecks.ts';
import type { ProcessWish } from './process-wish.ts';
import { phasesOf } from './scripts.ts';

/** What an app.json says, as Heroku and Dokku read it. */
export interface AppJson {
  file: ManifestFile;
  /** Process type → how it runs, and the line that says so. */
  processes: ReadonlyMap<string, ProcessWish>;
  env: Readonly<Record<string, EnvSpec>>;
  /** Of its buildpacks, the primary one last. */
  languages: readonly Language[] | undefined;
  phases: Phases;
  cron: readonly CronTask[];
}

/** Reads an app.json of an app that may have a release phase already. Throws a `Failure` `bad_manifest` that names the line; what is not done is in the file's notes. */
export function readAppJson(text: string, { hasRelease = false } = {}): AppJson {
  const file = new ManifestFile('app.json');
  const app = new Value(file, parseJson(text, file));
  if (isOfExpo(app)) return { file, processes: new Map(), env: {}, languages: undefined, phases: {}, cron: [] };
  const { get, notDone } = app.fields(KEYS);
  notDone(NOT_DONE);
  return {
    file,
    processes: joined(sizesOf(get('formation')), checksOf(get('healthchecks'))),
    env: envOf(get('env')),
    languages: languagesOf(get('buildpacks')),
    phases: phasesOf(get('scripts'), hasRelease),
    cron: cronOf(get('cron')),
  };
}

// Private

const READ = ['buildpacks', 'cron', 'env', 'formation', 'healthchecks', 'scripts'] as const;

const NOT_DONE = {
  addons: 'a deploy makes none; see ssh rack help resources create, and link what is made to the app',
  image: 'the rack builds on images of its own',
  stack: 'the rack builds on images of its own',
};

/** What tells people of the app, or other tools, and asks nothing of a rack. */
const FOR_OTHERS = [
  ...['$schema', 'name', 'description', 'keywords', 'website', 'repository', 'logo', 'success_url', 'environments'],
] as const;

const KEYS = [...READ, ...FOR_OTHERS, ...(Object.keys(NOT_DONE) as (keyof typeof NOT_DONE)[])];

/** Mobile apps that Expo builds have a file of the same name. */
function isOfExpo(app: Value): boolean {
  const expo = app.entries().find(([name]) => name === 'expo')?.[1];
  expo?.note('This is the app.json of Expo, and says nothing to a rack.');
  return expo !== undefined;
}

function joined(...parts: readonly ReadonlyMap<string, ProcessWish>[]): Map<string, ProcessWish> {
  const all = new Map<string, ProcessWish>();
  for (const [type, { line, spec }] of parts.flatMap((part) => [...part]))
    all.set(type, { line: all.get(type)?.line ?? line, spec: { ...all.get(type)?.spec, ...spec } });
  return all;
}
