import { type Choice, type Detected, detect } from '../../buildpacks/index.ts';
import type { Surroundings, Tree } from '../../buildpacks/plan.ts';
import { Failure } from '../../lib/failure.ts';
import type { Source } from '../git/source.ts';
import { type BuildSpec, type Manifest, ONE_BUILD, type ProcessSpec } from '../model/manifest.ts';
import { parseProcfile } from '../model/procfile.ts';
import { type AppSettings, chosenLanguages } from '../model/settings.ts';
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
  detected: Detected;
}

/** Reads the pushed tree: language, versions and processes. Tells what it finds; throws when nothing fits. */
export async function detectApp(
  source: Source,
  settings: AppSettings,
  surroundings: Surroundings,
  output: Output,
): Promise<Detection> {
  const tree = listedOnce(source);
  const spec: BuildSpec = { dockerfile: settings.dockerfile, languages: chosenLanguages(settings) };
  const [detected, procfile] = await Promise.all([detect(tree, surroundings, choiceOf(spec)), tree.read('Procfile')]);
  tell(detected, output);
  const manifest = { builds: { [ONE_BUILD]: spec }, timers: {}, env: {}, notes: [] };
  return { units: { [ONE_BUILD]: { spec, detected } }, manifest: { ...manifest, ...processesOf(detected, procfile) } };
}

// Private

function choiceOf({ dockerfile, languages }: BuildSpec): Choice {
  return { ...(dockerfile && { dockerfile }), ...(languages && { languages }) };
}

function processesOf(
  detected: Detected,
  procfile: string | undefined,
): Pick<Manifest, 'processes' | 'phases' | 'declaredBy'> {
  if (procfile !== undefined) {
    const { processes, release } = parseProcfile(procfile);
    return { processes: specs(processes), phases: { release }, declaredBy: 'Procfile declares types' };
  }
  if (detected.kind === 'dockerfile') {
    const declaredBy = 'No Procfile, the image’s own command runs as';
    return { processes: specs({ web: null }), phases: {}, declaredBy };
  }
  const { processes, title } = detected.plan;
  if (Object.keys(processes).length === 0) throw noProcess(title);
  return { processes: specs(processes), phases: {}, declaredBy: `No Procfile, default types for ${title}` };
}

function specs(commands: Readonly<Record<string, string | null>>): Record<string, ProcessSpec> {
  const entries = Object.entries(commands).map(([type, command]) => [type, { command, build: ONE_BUILD }]);
  return Object.fromEntries(entries);
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

function noProcess(title: string): Failure {
  return new Failure('no_process', `This ${title} app does not say how it is started.`, {
    hint: 'Add a Procfile with a line such as  web: node server.js  or a start script in package.json.',
  });
}
