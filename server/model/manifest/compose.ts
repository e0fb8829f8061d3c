import { Failure } from '../../../lib/failure.ts';
import { nearest } from '../../../lib/nearest.ts';
import { WEB } from '../formation.ts';
import {
  type BuildSpec,
  type Manifest,
  ONE_BUILD,
  type Phases,
  type ProcessSpec,
  type TimerSpec,
} from '../manifest.ts';
import type { AppJson } from './app-json/app-json.ts';
import type { ProcessWish } from './app-json/process-wish.ts';
import type { Declarations } from './declarations.ts';

/** What runs in the image of a build where no file says it. */
export interface BuildDefaults {
  /** For people: `Node.js`, or `the image`. */
  title: string;
  /** Process type → command line; null of a Dockerfile, whose own command runs. */
  processes: Readonly<Record<string, string | null>>;
}

type Builds = Readonly<Record<string, BuildSpec>>;
type Processes = Record<string, ProcessSpec>;

/**
 * Makes one manifest of all that an app's files say. Processes come from the Procfile, else from the build; app.json says how many
 * and how large they are, and how they are checked.
 */
export function composeManifest(
  declarations: Declarations,
  builds: Builds,
  defaults: Readonly<Record<string, BuildDefaults>>,
): Manifest {
  const { procfile, appJson } = declarations;
  const { processes, declaredBy } = declared(declarations, defaults);
  const wished = appJson ? withWishes(processes, appJson) : processes;
  const phases = phasesOf(declarations);
  const timers = appJson ? timersOf(appJson, wished) : {};
  const notes = [...(procfile?.notes ?? []), ...(appJson?.file.notes ?? [])];
  return { builds, processes: wished, phases, timers, env: appJson?.env ?? {}, declaredBy, notes };
}

// Private

function declared({ procfile }: Declarations, defaults: Readonly<Record<string, BuildDefaults>>) {
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

/** What app.json says of processes holds where nothing says it better. */
function withWishes(processes: Processes, { file, processes: wishes }: AppJson): Processes {
  const all = { ...processes };
  for (const [type, { line, spec }] of wishes) {
    const process = all[type];
    if (!Object.hasOwn(all, type)) noteUnknown(type, line, spec);
    else all[type] = { ...fitting(type, process!, line, spec), ...process! };
  }
  return all;

  function noteUnknown(type: string, line: number, { count }: ProcessWish['spec']): void {
    if (count === 0) return;
    const near = nearest(type, Object.keys(processes));
    file.note(line, `There is no process ${type}${near ? `; did you mean ${near}?` : '.'}`);
  }

  /** A load balancer asks only those that listen. */
  function fitting(type: string, { port }: ProcessSpec, line: number, spec: ProcessWish['spec']): ProcessWish['spec'] {
    if (!spec.health || type === WEB || port !== undefined) return spec;
    file.note(line, `${type} has no port, so its check of ${spec.health.path} is not done.`);
    const { health, ...rest } = spec;
    return rest;
  }
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
