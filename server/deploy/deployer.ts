import type Docker from 'dockerode';
import type { Stack } from '../../buildpacks/stacks/stack.ts';
import { Failure, messageOf } from '../../lib/failure.ts';
import type { FairQueue } from '../../lib/fair-queue.ts';
import type { Log } from '../../lib/log.ts';
import type { Registry } from '../aws/ecr.ts';
import type { Cluster } from '../aws/ecs.ts';
import type { Balancer } from '../aws/load-balancing.ts';
import type { Secrets } from '../aws/secrets.ts';
import type { BuildLogs } from '../logs/build-logs.ts';
import type { Logs } from '../logs/logs.ts';
import type { App } from '../model/app.ts';
import { WEB } from '../model/formation.ts';
import { type Manifest, ONE_BUILD } from '../model/manifest.ts';
import { RELEASE_PHASE } from '../model/procfile.ts';
import { newId, type Origin, type Release } from '../model/release.ts';
import type { Builds } from '../store/builds.ts';
import type { Environments } from '../store/environments.ts';
import type { Releases } from '../store/releases.ts';
import { buildEnvOf } from './build-env.ts';
import { Builder, type BuilderDeps } from './builder.ts';
import { detectApp } from './detect.ts';
import { recorded, withHeartbeat } from './heartbeat.ts';
import { type FoundImage, obtainImage } from './image.ts';
import type { DeployJob, ImageDeployJob } from './job.ts';
import type { Output } from './output.ts';
import { publish } from './publish.ts';
import { descriptionOf, makeRelease, originOf, type ReleaseInput, secretName } from './release.ts';
import { runReleasePhase } from './release-phase.ts';
import { Rollout, recordLive } from './rollout.ts';
import { requireRoom } from './router-room.ts';
import { AppStack, type RackSettings, type StackCalls } from './stack.ts';
import { taskDefinition } from './template.ts';

export interface DeployerDeps {
  rack: string;
  settings: RackSettings;
  urlOf(app: string): string;
  healthTimeout: number;
  docker: Docker;
  stack: Stack;
  cacheName(app: string): string;
  envWord: BuilderDeps['envWord'];
  stacks: StackCalls;
  cluster: Cluster;
  balancer: Balancer;
  registry: Registry;
  secrets: Secrets;
  releases: Releases;
  builds: Builds;
  buildLogs: BuildLogs;
  buildQueue: FairQueue;
  environments: Environments;
  logs: Logs;
  log: Log;
}

/** The port of images that EXPOSE none, and of buildpack apps. */
const DEFAULT_PORT = 3000;

/**
 * Brings releases of apps live, and never harms what runs: whatever fails, the release before goes on serving. Callers
 * see to it that one app has one deploy at a time.
 */
export class Deployer {
  private readonly deps: DeployerDeps;
  private readonly builder: Builder;

  constructor(deps: DeployerDeps) {
    this.deps = deps;
    this.builder = new Builder(deps);
  }

  /** Makes what an app has before its first release, and waits for it. */
  async createApp(app: App): Promise<void> {
    await this.stackOf(app.name).ready(() => {});
  }

  /** The way of a push: detect, build, publish, release, serve. Answers the live release; throws when it is declined. */
  async deploy(job: DeployJob): Promise<Release> {
    return this.told(job, async (output) => {
      const { app, developer, source, signal } = job;
      const env = this.deps.environments.get(app.name);
      const ready = eager(this.stackOf(app.name).ready(output.line, signal));
      const resolve = this.deps.stack.resolve.bind(this.deps.stack);
      const detection = await detectApp(source, app.settings, { env, resolve }, output);
      const { manifest } = detection;
      const processes = processesOf(manifest);
      const live = this.deps.releases.live(app.name);
      await requireRoom(this.deps.balancer, this.deps.settings.listener, { app: app.name, processes, live });
      output.step('Discovering process types');
      output.line(`${manifest.declaredBy} -> ${Object.keys(processes).join(', ')}`);
      const repository = ready.then(({ outputs }) => outputs.RepositoryUri!);
      const buildEnv = buildEnvOf(app.settings, env, output);
      const images = await this.builder.images({ ...job, app: app.name, detection, buildEnv, repository, output });
      const origin = originOf(source, job.origin);
      const description = descriptionOf(source, origin);
      const { reference: image, port = DEFAULT_PORT } = images[ONE_BUILD]!;
      const made = { origin, commit: source.commit, image, processes, port };
      const { outputs } = await ready;
      return this.released({ app, developer, description, env, ...made }, outputs, output, signal);
    });
  }

  /** The way of an image that was built elsewhere: pull, check, publish, release, serve. Ends as `deploy` does. */
  async deployImage(job: ImageDeployJob): Promise<Release> {
    return this.told(job, async (output) => {
      const { app, developer, image: name, processes, signal } = job;
      const env = this.deps.environments.get(app.name);
      const { outputs } = await this.stackOf(app.name).ready(output.line, signal);
      const repository = outputs.RepositoryUri!;
      const live = this.deps.releases.live(app.name);
      await requireRoom(this.deps.balancer, this.deps.settings.listener, { app: app.name, processes, live });
      const image = await obtainImage(this.deps, { ...job, name, ownRegistry: repository.split('/')[0]!, output });
      const published = await this.publishedImage(image, { ...job, repository, output });
      const origin: Origin = { kind: 'image', name };
      const made = { origin, commit: undefined, image: published, processes, port: image.port ?? DEFAULT_PORT };
      const description = `Deploy image ${name}`;
      return this.released({ app, developer, description, env, ...made }, outputs, output, signal);
    });
  }

  /** A new release of the live image, or of that of `release`, with the environment as it is now or with `env`. */
  async redeploy(
    app: App,
    developer: string,
    output: Output,
    options: { release?: Release; env?: Record<string, string>; description?: string; signal?: AbortSignal } = {},
  ): Promise<Release> {
    const signal = options.signal ?? new AbortController().signal;
    return this.told({ app, output }, async (telling) => {
      const before = options.release ?? this.deps.releases.live(app.name);
      if (!before) throw nothingLive(app.name);
      const { outputs } = await this.stackOf(app.name).ready(telling.line, signal);
      const env = options.env ?? this.deps.environments.get(app.name);
      const { commit, origin, image, processes, port } = before;
      const description = options.description ?? `Redeploy v${before.version}`;
      const input = { app, developer, description, commit, origin, image, processes, port, env };
      return this.released(input, outputs, telling, signal);
    });
  }

  /** Whether the image of a release is still in the registry, which keeps the newest fifty of an app. */
  hasImage({ image }: Pick<Release, 'image'>): Promise<boolean> {
    return this.deps.registry.has(image);
  }

  /** Stops a build; see `Builder.cancel`. */
  cancelBuild(id: string, reason: Failure): Promise<boolean> {
    return this.builder.cancel(id, reason);
  }

  /** Removes all that an app has in AWS and in the logs; its records are the caller's. */
  async destroyApp(app: App): Promise<void> {
    const stack = this.stackOf(app.name);
    await stack.settled();
    await stack.delete();
    await this.deps.secrets.delete(secretName(this.deps.rack, app.name));
    this.deps.logs.forget(app.name);
    this.deps.buildLogs.forget(app.name);
  }

  /**
   * After a crash: cancels the update that nobody waits for any more, waits until the stack is at rest, and records
   * which release it is at.
   */
  async recover(app: string): Promise<void> {
    recordLive(this.deps.releases, await this.stackOf(app).settled());
  }

  /** Brings an app's stack to the rack's listener and domain of now, which an update of the rack may have changed. */
  moveToRack(app: string): Promise<void> {
    return this.stackOf(app).moveToRack();
  }

  // Private

  private stackOf(app: string): AppStack {
    return new AppStack(this.deps.stacks, this.deps.settings, app);
  }

  /** Runs a deploy with an output that never falls silent and that the app's log keeps. */
  private async told<T>(
    { app, output }: { app: App; output: Output },
    work: (output: Output) => Promise<T>,
  ): Promise<T> {
    const write = (message: string) => this.deps.logs.write(app.name, 'deploy', message);
    const alive = withHeartbeat(recorded(output, write));
    try {
      return await work(alive);
    } catch (error) {
      write(messageOf(error).split('\n')[0]!);
      throw error;
    } finally {
      alive.stop();
    }
  }

  /** An image that was built elsewhere, in the app's own repository. */
  private async publishedImage(
    image: FoundImage,
    { image: name, processes, ...job }: ImageDeployJob & { repository: string },
  ): Promise<string> {
    try {
      if (!image.hasCommand && Object.values(processes).includes(null)) throw noCommand(name);
      job.output.step('Discovering process types');
      job.output.line(Object.keys(processes).join(', '));
      return await publish(this.deps, { ...job, image: image.id, tag: `image-${newId('B')}` });
    } finally {
      await image.forget();
    }
  }

  private async released(
    input: ReleaseInput,
    outputs: Record<string, string>,
    output: Output,
    signal: AbortSignal,
  ): Promise<Release> {
    const before = this.deps.releases.live(input.app.name);
    const { release, secret } = await makeRelease(this.deps, input);
    output.step(`Releasing v${release.version} (${release.id})`);
    try {
      await this.releasePhase(release, secret, outputs, output, signal);
      const stack = this.stackOf(input.app.name);
      await new Rollout(this.deps, { app: input.app, release, before, secret, stack, output, signal }).run();
    } catch (error) {
      if (this.deps.releases.find(release.id)?.state !== 'live') this.deps.releases.setState(release.id, 'failed');
      throw error;
    }
    this.deps.releases.setState(release.id, 'live');
    output.raw(`=====> v${release.version} is live${this.address(release)}`);
    return { ...release, state: 'live' };
  }

  private async releasePhase(
    release: Release,
    secret: string | undefined,
    outputs: Record<string, string>,
    output: Output,
    signal: AbortSignal,
  ): Promise<void> {
    if (release.processes[RELEASE_PHASE] === undefined) return;
    const definition = taskDefinition(RELEASE_PHASE, {
      rack: this.deps.rack,
      release,
      secret,
      executionRole: outputs.ExecutionRole!,
      taskRole: outputs.TaskRole!,
    });
    await runReleasePhase(this.deps, { release, definition, output, signal });
  }

  private address(release: Release): string {
    return release.processes[WEB] === undefined ? '' : `: ${this.deps.urlOf(release.app)}`;
  }
}

// Private

/** What a release runs: the command of each process, and of the release phase. */
function processesOf({ processes, phases }: Manifest): Release['processes'] {
  const commands = Object.entries(processes).map(([type, { command }]) => [type, command] as const);
  return { ...Object.fromEntries(commands), ...(phases.release !== undefined && { [RELEASE_PHASE]: phases.release }) };
}

/** A promise that may fail before anybody waits for it: the failure is met where it is awaited. */
function eager<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

function noCommand(image: string): Failure {
  return new Failure('no_process', `${image} has no command of its own.`, {
    hint: "Say what runs, as in  --process web='node server.js'",
  });
}

function nothingLive(app: string): Failure {
  return new Failure('nothing_live', `${app} has no live release yet.`, {
    hint: 'Deploy it first: git push rack main',
  });
}
