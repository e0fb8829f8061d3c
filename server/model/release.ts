import { randomInt } from 'node:crypto';
import { WEB } from './formation.ts';
import type { EnvSpec, Phases, ProcessSpec, TimerSpec } from './manifest.ts';

export type ReleaseState = 'created' | 'deploying' | 'live' | 'failed';

/**
 * What a release was made from: a commit that was pushed, a tarball (which became a commit too), the whole of it or one
 * `directory`; or an image as it was named.
 */
export type Origin = { kind: 'commit' | 'tarball'; directory?: string } | { kind: 'image'; name: string };

/** How one process of a release runs. */
export interface ReleaseProcess extends Omit<ProcessSpec, 'build'> {
  /** Its image by digest, where it has one of its own. */
  image?: string | undefined;
}

/**
 * A release: images and the environment they run with. It never changes after it was made, but for its state. One whose
 * environment was set before anything was built has no processes, and cannot go live.
 */
export interface Release {
  /** `R` and nine capital letters. */
  id: string;
  app: string;
  /** 1, 2, 3… within its app, as in `v4`. */
  version: number;
  /** What was built; undefined of an image that was deployed as it is. */
  commit: string | undefined;
  /** The build that made its image; undefined of an image that was not built here, and of releases that do not know it any more. */
  build: string | undefined;
  origin: Origin;
  /** The image by digest: `registry/repository@sha256:…`, of all processes that have none of their own, and of the phases. */
  image: string;
  /** Process type → how it runs. */
  processes: Record<string, ReleaseProcess>;
  /** Commands of the deploy. */
  phases: Phases;
  /** Name → a command that runs by the clock. */
  timers: Record<string, TimerSpec>;
  /** Name → what the manifest says of a variable of the environment; later releases of the same image go by it. */
  variables: Record<string, EnvSpec>;
  /** The names of the environment variables that come from the app's secret, in the version labelled with this release. */
  secrets: string[];
  /** ISO 8601. */
  createdAt: string;
  createdBy: string;
  /** When it last went live. */
  liveAt?: string | undefined;
  state: ReleaseState;
  /** What it came from, for people: `Deploy 1a2b3c4`, `Set DATABASE_URL`. */
  description: string;
}

/** What of a release a later one of the same images takes over. */
export type Made = Pick<
  Release,
  'commit' | 'build' | 'origin' | 'image' | 'processes' | 'phases' | 'timers' | 'variables'
>;

/** What a release was made of, for another one of the same. */
export function madeOf({ commit, build, origin, image, processes, phases, timers, variables }: Release): Made {
  return { commit, build, origin, image, processes, phases, timers, variables };
}

/** The process whose image, environment and size the phases of a deploy have: `web`, or else the first one. */
export function primaryProcess({ processes }: { processes: Readonly<Record<string, unknown>> }): string {
  return processes[WEB] ? WEB : Object.keys(processes)[0]!;
}

/** Those processes of a release that get requests. */
export function servingProcesses({ processes }: Pick<Release, 'processes'>): string[] {
  return Object.keys(processes).filter((process) => processes[process]?.port !== undefined);
}

/** The host names of its own that a release has. */
export function domainsOf({ processes }: Pick<Release, 'processes'>): string[] {
  return Object.values(processes).flatMap(({ domains }) => domains ?? []);
}

/** All images of a release, each once. */
export function imagesOf({ image, processes }: Pick<Release, 'image' | 'processes'>): string[] {
  return [...new Set([image, ...Object.values(processes).flatMap((process) => process.image ?? [])])];
}

/** What a release runs, in a word: the first digits of its commit, or that it is an image. */
export function whatRuns({ commit }: Pick<Release, 'commit'>): string {
  return commit?.slice(0, 7) ?? 'image';
}

/** The release that is called so, by its version (`v4`) or id; undefined where there is none. */
export function namedRelease(releases: readonly Release[], name: string): Release | undefined {
  return releases.find(({ id, version }) => id === name || `v${version}` === name);
}

/** Live releases of an app, newest first, that can be gone back to with all they had. */
export const KEPT_RELEASES = 10;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A new id of a release (`R…`) or a build (`B…`). */
export function newId(kind: 'R' | 'B'): string {
  return kind + Array.from({ length: 9 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
