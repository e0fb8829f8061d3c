import { Failure } from '../../../lib/failure.ts';
import { WEB } from '../formation.ts';
import {
  type BuildSpec,
  type EnvSpec,
  type Manifest,
  ONE_BUILD,
  type Phases,
  type ProcessSpec,
  type TimerSpec,
} from '../manifest.ts';
import type { AppJson } from './app-json/app-json.ts';
import { withWishes } from './app-json/wishes.ts';
import type { BuildDefaults } from './build-defaults.ts';
import { notRun, processesOf } from './convox/processes.ts';
import type { Declarations } from './declarations.ts';

/** What is known of the images that are to be made, by name: how, and what runs in them where no file says it. */
export interface KnownBuilds {
  builds: Readonly<Record<string, BuildSpec>>;
  defaults: Readonly<Record<string, BuildDefaults>>;
}

/**
 * Makes one manifest of all that an app's files say. convox.yml says what runs, else the Procfile, else the build; what it leaves
 * open of commands the next one says. app.json tells how many and how large processes are, and how they are checked, where
 * convox.yml does not.
 */
export function composeManifest(declarations: Declarations, { builds, defaults }: KnownBuilds): Manifest {
  const { appJson, convox } = declarations;
  const { processes: declared, declaredBy } = declaredProcesses(declarations, defaults);
  const processes = appJson ? withWishes(declared, appJson) : declared;
  const phases = phasesOf(declarations);
  const timers = { ...(appJson && timersOf(appJson, processes)), ...convox?.timers };
  const env = joined(appJson?.env ?? {}, convox?.env ?? {});
  return { builds, processes, phases, timers, env, declaredBy, notes: notesOn(declarations) };
}

// Private

type Processes = Record<string, ProcessSpec>;

function declaredProcesses({ procfile, convox }: Declarations, defaults: KnownBuilds['defaults']) {
  if (convox)
    return { processes: processesOf(convox, { procfile, defaults }), declaredBy: 'convox.yml declares services' };
  const commands = procfile?.processes ?? {};
  if (Object.keys(commands).length > 0) return { processes: specsOf(commands), declaredBy: 'Procfile declares types' };
  const { title, processes } = defaults[ONE_BUILD]!;
  if (Object.keys(processes).length === 0) throw noProcess(title);
  const why = procfile ? 'Procfile declares no type but release' : 'No Procfile';
  return { processes: specsOf(processes), declaredBy: `${why}, ${defaultsIn(processes, title)}` };
}

function specsOf(commands: Readonly<Record<string, string | null>>): Processes {
  const entries = Object.entries(commands).map(([type, command]) => [type, { command, build: ONE_BUILD }]);
  return Object.fromEntries(entries);
}

function defaultsIn(processes: BuildDefaults['processes'], title: string): string {
  return Object.values(processes).includes(null) ? 'the image’s own command runs as' : `default types for ${title}`;
}

function phasesOf({ procfile, appJson }: Declarations): Phases {
  const release = procfile?.release ?? appJson?.phases.release;
  const postdeploy = appJson?.phases.postdeploy;
  return { ...(release !== undefined && { release }), ...(postdeploy !== undefined && { postdeploy }) };
}

/** The tasks of app.json run in the image of `web`, or of the first process. */
function timersOf({ cron }: AppJson, processes: Processes): Record<string, TimerSpec> {
  const process = Object.hasOwn(processes, WEB) ? WEB : Object.keys(processes)[0]!;
  return Object.fromEntries(cron.map(({ name, schedule, command }) => [name, { schedule, command, process }]));
}

/** A default of convox.yml wins; what it only asks for app.json may give. */
function joined(ofAppJson: Manifest['env'], ofConvox: Manifest['env']): Record<string, EnvSpec> {
  const all = { ...ofAppJson, ...ofConvox };
  for (const [name, { value, generator, description }] of Object.entries(ofAppJson)) {
    const isGiven = value !== undefined || generator !== undefined;
    if (all[name]!.value === undefined && isGiven) all[name] = ofAppJson[name]!;
    else if (description !== undefined) all[name] = { description, ...all[name]! };
  }
  return all;
}

function notesOn({ procfile, appJson, buildpacks, convox }: Declarations): string[] {
  const idle = convox ? notRun(convox, procfile) : [];
  return [
    ...(procfile?.notes ?? []),
    ...(appJson?.file.notes ?? []),
    ...(buildpacks?.notes ?? []),
    ...(convox?.file.notes ?? []),
    ...idle.map(
      (type) => `${type} of the Procfile does not run: it is no service of convox.yml, which says what runs.`,
    ),
  ];
}
/** What apps in a language are often started by. */
const STARTS: Readonly<Record<string, string>> = {
  Go: 'bin/server',
  Java: 'java -jar target/app.jar',
  Python: 'gunicorn app:app',
  Ruby: 'bundle exec puma -p $PORT',
};

function noProcess(title: string): Failure {
  const script = title === 'Node.js' ? '  or a start script in package.json' : '';
  return new Failure('no_process', `This ${title} app does not say how it is started.`, {
    hint: `Add a Procfile with a line such as  web: ${STARTS[title] ?? 'node server.js'}${script}`,
  });
}
