import { type Choice, detect } from '../../buildpacks/index.ts';
import type { Surroundings, Tree } from '../../buildpacks/plan.ts';
import { Failure } from '../../lib/failure.ts';
import type { Source, WholeSource } from '../git/source.ts';
import type { BuildDefaults } from '../model/manifest/build-defaults.ts';
import { buildsOf } from '../model/manifest/builds.ts';
import { composeManifest } from '../model/manifest/compose.ts';
import { type ManifestTexts, readDeclarations } from '../model/manifest/declarations.ts';
import type { BuildSpec, Manifest } from '../model/manifest.ts';
import { parseProcfile } from '../model/procfile.ts';
import type { AppSettings } from '../model/settings.ts';
import type { Output } from './output.ts';
import { tell, type Unit } from './unit.ts';

/** What a commit is: how each of its images is made, and what runs. */
export interface Detection {
  /** By the names of the manifest's builds. */
  units: Readonly<Record<string, Unit>>;
  manifest: Manifest;
}

/** What decides how a tree is read: the app's settings, and the file that stands for convox.yml where another is meant. */
export interface DetectSettings extends AppSettings {
  readonly manifest?: string | undefined;
}

/** Reads the pushed tree: language, versions and processes. Tells what it finds; throws when nothing fits. */
export async function detectApp(
  source: WholeSource,
  settings: DetectSettings,
  surroundings: Surroundings,
  output: Output,
): Promise<Detection> {
  const tree = listedOnce(source);
  const files = new Set(await tree.files());
  const declarations = readDeclarations(await textsOf(tree, settings), { env: surroundings.env, files });
  const builds = buildsOf(declarations, settings, files);
  const units: Record<string, Unit> = {};
  const defaults: Record<string, BuildDefaults> = {};
  for (const [name, spec] of Object.entries(builds)) {
    units[name] = await unitOf(source, spec, surroundings);
    tell(units[name], output);
    defaults[name] = await defaultsOf(units[name]);
  }
  const manifest = composeManifest(declarations, { builds, defaults });
  for (const note of manifest.notes) output.warn(note);
  return { units, manifest };
}

// Private

async function textsOf(tree: Tree, settings: DetectSettings): Promise<ManifestTexts> {
  const names = [settings.procfile ?? 'Procfile', 'app.json', '.buildpacks', settings.manifest ?? 'convox.yml'];
  const [procfile, appJson, buildpacks, convoxYml] = await Promise.all(names.map((name) => tree.read(name)));
  if (settings.procfile !== undefined && procfile === undefined) throw noProcfile(settings.procfile);
  if (settings.manifest !== undefined && convoxYml === undefined) throw noManifest(settings.manifest);
  return { procfile, appJson, buildpacks, convoxYml };
}

async function unitOf(source: WholeSource, spec: BuildSpec, surroundings: Surroundings): Promise<Unit> {
  if (spec.image !== undefined) return { spec, source, detected: { kind: 'image', name: spec.image } };
  const own = spec.directory === undefined ? source : await source.in(spec.directory);
  const detected = await detect(listedOnce(own), surroundings, choiceOf(spec)).catch(within(spec.directory));
  return { spec, source: own, detected };
}

/** Throws a refusal again with the folder that it is about. */
function within(directory: string | undefined): (error: unknown) => never {
  return (error) => {
    if (directory === undefined || !(error instanceof Failure)) throw error;
    const { code, message, hint = '', blame } = error;
    throw new Failure(code, `In ${directory}: ${message}`, { hint, blame });
  };
}

/** A folder of its own may have a Procfile of its own, which says what runs there. */
async function defaultsOf({ spec, source, detected }: Unit): Promise<BuildDefaults> {
  const { title, processes } = detected.kind === 'plan' ? detected.plan : OWN_COMMAND;
  const procfile = spec.directory === undefined ? undefined : await listedOnce(source).read('Procfile');
  return { title, processes: { ...processes, ...(procfile !== undefined && parseProcfile(procfile).processes) } };
}

const OWN_COMMAND: BuildDefaults = { title: 'Docker', processes: { web: null } };

function choiceOf({ dockerfile, languages }: BuildSpec): Choice {
  return { ...(dockerfile && { dockerfile }), ...(languages && { languages }) };
}

/** The same tree, which lists its files once and reads only those it has: every look costs a process of git. */
function listedOnce(source: Source): Tree {
  const files = source.files();
  const read = async (path: string) => ((await files).includes(path) ? source.read(path) : undefined);
  return { files: () => files, read };
}

function noManifest(path: string): Failure {
  return new Failure('no_manifest', `There is no ${path.slice(0, 200)} in this commit, which the build asks for.`, {
    hint: 'Commit it, or name another file.',
  });
}

function noProcfile(path: string): Failure {
  return new Failure('no_procfile', `There is no ${path} in this commit, which the app is set to.`, {
    hint: 'Change it with ssh rack set APP procfile=FILE, or take Procfile: ssh rack unset APP procfile',
  });
}
