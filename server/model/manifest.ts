import type { Language } from '../../buildpacks/plan.ts';

/**
 * What an app says of how it is built and run, whatever files say it: Procfile, app.json, convox.yml, or nothing but what
 * its buildpack knows. The rest of the server reads this and none of those files.
 */
export interface Manifest {
  /** Name → how an image is made. Most apps have one, called `app`. */
  builds: Readonly<Record<string, BuildSpec>>;
  /** Process type → how it runs. */
  processes: Readonly<Record<string, ProcessSpec>>;
  /** Commands of deploys. */
  phases: Phases;
  /** Name → a command that runs by the clock. */
  timers: Readonly<Record<string, TimerSpec>>;
  /** Name → what the app says of a variable of its environment. */
  env: Readonly<Record<string, EnvSpec>>;
  /** Where the processes come from, for people: `Procfile declares types`. */
  declaredBy: string;
  /** What is not understood or not done, for people: `convox.yml line 7: …`. */
  notes: readonly string[];
}

/** How an image is made. */
export interface BuildSpec {
  /** The folder that is built, from the top of the app; undefined: all of it. */
  directory?: string | undefined;
  /** A Dockerfile, in that folder; undefined: `Dockerfile` if there is one, else a buildpack. */
  dockerfile?: string | undefined;
  /** The stage of the Dockerfile; undefined: its last one. */
  target?: string | undefined;
  /** Values of the Dockerfile's ARGs, which are no secrets: they can be read in the image. */
  args?: Readonly<Record<string, string>> | undefined;
  /** The languages, the primary one last; undefined: the one that is found. */
  languages?: readonly Language[] | undefined;
  /** An image that was built elsewhere, instead of a build. */
  image?: string | undefined;
}

export interface ProcessSpec {
  /** A shell command line; null runs the image's own command. */
  command: string | null;
  /** The build that makes its image. */
  build: string;
  /** Where it listens: requests reach it there. `web` has one in any case. */
  port?: number | undefined;
  /** How the load balancer sees that it is well. */
  health?: HealthSpec | undefined;
  /** A command in the container that tells by its exit code whether it is well, as Docker's HEALTHCHECK. */
  healthCommand?: HealthCommand | undefined;
  count?: number | undefined;
  /** 1024 are a core. */
  cpu?: number | undefined;
  /** MiB, a hard limit. */
  memory?: number | undefined;
  /** Variables of this process alone, as they stand in the repository: no secrets. */
  env?: Readonly<Record<string, string>> | undefined;
  /** The names of the app's environment that it gets; undefined: all. */
  sees?: readonly string[] | undefined;
  /** Host names of its own, besides the rack's. */
  domains?: readonly string[] | undefined;
  /** Seconds between SIGTERM and SIGKILL. */
  stopGrace?: number | undefined;
  /** Whether a client's requests stay with one copy. */
  sticky?: boolean | undefined;
  /** In percent of the count, while a release replaces another. */
  deployment?: { minimum: number; maximum: number } | undefined;
}

export interface HealthSpec {
  path?: string | undefined;
  /** Seconds. */
  interval?: number | undefined;
  timeout?: number | undefined;
  /** Seconds in which it must answer first. */
  grace?: number | undefined;
}

/** Times in seconds. */
export interface HealthCommand {
  /** `['CMD', 'curl', …]` or `['CMD-SHELL', 'curl … || exit 1']`, as ECS takes it. */
  test: readonly string[];
  interval?: number | undefined;
  timeout?: number | undefined;
  retries?: number | undefined;
  startPeriod?: number | undefined;
}

/** Command lines of a deploy, each run once as a task of its own. */
export interface Phases {
  /** Before the release goes live; a failure declines it. */
  release?: string | undefined;
  /** After the first release is live. */
  postdeploy?: string | undefined;
}

export interface TimerSpec {
  /** Five fields of cron, in UTC. */
  schedule: string;
  command: string;
  /** The process whose image, environment and size it has. */
  process: string;
}

export interface EnvSpec {
  /** What it is where nobody has set it. */
  value?: string | undefined;
  /** Made once, at random, where nobody has set it. */
  generator?: 'secret' | undefined;
  /** Whether a deploy without it is declined. */
  required: boolean;
  description?: string | undefined;
}

/** The build of apps that have one. */
export const ONE_BUILD = 'app';
