import { type Choice, type Detected, detect } from '../../buildpacks/index.ts';
import type { Surroundings, Tree } from '../../buildpacks/plan.ts';
import { Failure } from '../../lib/failure.ts';
import type { Source, WholeSource } from '../git/source.ts';
import { buildsOf } from '../model/manifest/builds.ts';
import { type BuildDefaults, composeManifest } from '../model/manifest/compose.ts';
import { type ManifestTexts, readDeclarations } from '../model/manifest/declarations.ts';
import type { BuildSpec, Manifest } from '../model/manifest.ts';
import type { AppSettings } from '../model/settings.ts';
import type { Output } from './output.ts';

/** What a commit is: how each of its images is made, and what runs. */
export interface Detection {
  /** By the names of the manifest's builds. */
  units: Readonly<Record<string, Unit>>;
  manifest: Manifest;
}

/** One image that is to be built. */
export interface Unit {
  spec: BuildSpec;
  /** The folder that it is built of. */
  source: Source;
  detected: Detected;
}

/** Reads the pushed tree: language, versions and processes. Tells what it finds; throws when nothing fits. */
export async function detectApp(
  source: WholeSource,
  settings: AppSettings,
  surroundings: Surroundings,
  output: Output,
): Promise<Detection> {
  const tree = listedOnce(source);
  const files = new Set(await tree.files());
  const declarations = readDeclarations(await textsOf(tree, settings));
  const builds = buildsOf(declarations, settings, (path) => files.has(path));
  const units: Record<string, Unit> = {};
  for (const [name, spec] of Object.entries(builds)) {
    units[name] = await unitOf(source, spec, surroundings);
    tell(units[name].detected, output);
  }
  const defaults = Object.entries(units).map(([name, { detected }]) => [name, defaultsOf(detected)]);
  const manifest = composeManifest(declarations, builds, Object.fromEntries(defaults));
  for (const note of manifest.notes) output.warn(note);
  return { units, manifest };
}

// Private

async function textsOf(tree: Tree, settings: AppSettings): Promise<ManifestTexts> {
  const [procfile, appJson] = await Promise.all([tree.read(settings.procfile ?? 'Procfile'), tree.read('app.json')]);
  if (settings.procfile !== undefined && procfile === undefined) throw noProcfile(settings.procfile);
  return { procfile, appJson };
}

async function unitOf(source: WholeSource, spec: BuildSpec, surroundings: Surroundings): Promise<Unit> {
  const own = spec.directory === undefined ? source : await source.in(spec.directory);
  return { spec, source: own, detected: await detect(listedOnce(own), surroundings, choiceOf(spec)) };
}

function choiceOf({ dockerfile, languages }: BuildSpec): Choice {
  return { ...(dockerfile && { dockerfile }), ...(languages && { languages }) };
}

function defaultsOf(detected: Detected): BuildDefaults {
  return detected.kind === 'dockerfile' ? { title: 'Docker', processes: { web: null } } : detected.plan;
}

function tell(detected: Detected, output: Output): void {
  if (detected.kind === 'dockerfile') {
    output.step(`${detected.path} found`);
    return;
  }
  const { title, because, runtimes, notes } = detected.plan;
  output.step(`${title} app detected (${because})`);
  for (const { title, version, pin } of runtimes)
    output.line(`${title} ${version} (${pin.from}${pin.wanted === version ? '' : `: ${pin.wanted}`})`);
  for (const note of notes) output.warn(note);
}

/** The same tree, which lists its files once and reads only those it has: every look costs a process of git. */
function listedOnce(source: Source): Tree {
  const files = source.files();
  const read = async (path: string) => ((await files).includes(path) ? source.read(path) : undefined);
  return { files: () => files, read };
}

function noProcfile(path: string): Failure {
  return new Failure('no_procfile', `There is no ${path} in this commit, which the app is set to.`, {
    hint: 'Change it with ssh rack set APP procfile=FILE, or take Procfile: ssh rack unset APP procfile',
  });
}
