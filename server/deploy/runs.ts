import { WEB } from '../model/formation.ts';
import { type HealthCommand, type Manifest, ONE_BUILD, type ProcessSpec } from '../model/manifest.ts';
import { type Made, primaryProcess, type ReleaseProcess } from '../model/release.ts';
import type { Output } from './output.ts';

/** An image that a release can run. */
export interface RunnableImage {
  /** By digest. */
  reference: string;
  /** The build that made it, if it was built here. */
  build?: string | undefined;
  /** The port that it exposes. */
  port?: number | undefined;
  /** Its own HEALTHCHECK. */
  healthCommand?: HealthCommand | undefined;
}

/** What a release has of its manifest and images. */
export type Runs = Omit<Made, 'commit' | 'origin'>;

/** The port of a web process where neither its image nor the manifest names one. */
const DEFAULT_PORT = 3000;

/** What runs: the processes of the manifest, each with its image and with what its image says where the manifest is silent. */
export function runsOf(manifest: Manifest, images: Readonly<Record<string, RunnableImage>>): Runs {
  const entries = Object.entries(manifest.processes);
  const { reference: image, build } = images[manifest.processes[primaryProcess(manifest)]!.build]!;
  const processes = entries.map(([process, spec]) => [process, processOf(process, spec, images[spec.build]!, image)]);
  const { phases, timers, env } = manifest;
  return { image, build, processes: Object.fromEntries(processes), phases, timers, variables: env };
}

/** What a manifest would say of processes that were named one by one. */
export function imageManifest({ release, ...commands }: Readonly<Record<string, string | null>>): Manifest {
  const processes = Object.entries(commands).map(([type, command]) => [type, { command, build: ONE_BUILD }]);
  return {
    builds: { [ONE_BUILD]: {} },
    processes: Object.fromEntries(processes),
    phases: release ? { release } : {},
    timers: {},
    env: {},
    declaredBy: '',
    notes: [],
  };
}

/** Tells what will run. */
export function tellManifest({ declaredBy, processes, timers, phases }: Manifest, output: Output): void {
  output.step('Discovering process types');
  const types = [...Object.keys(processes), ...(phases.release ? ['release'] : [])];
  output.line(`${declaredBy} -> ${types.join(', ')}`);
  if (Object.keys(timers).length > 0) output.line(`Timers -> ${Object.keys(timers).join(', ')}`);
}

// Private

function processOf(
  process: string,
  { build: _, ...spec }: ProcessSpec,
  { reference, port, healthCommand }: RunnableImage,
  image: string,
): ReleaseProcess {
  const listens = spec.port ?? (process === WEB ? (port ?? DEFAULT_PORT) : undefined);
  const health = spec.healthCommand ?? healthCommand;
  return {
    ...spec,
    ...(listens !== undefined && { port: listens }),
    ...(health && { healthCommand: health }),
    ...(reference !== image && { image: reference }),
  };
}
