import type Docker from 'dockerode';
import type { Stack } from '../../buildpacks/stacks/stack.ts';
import type { Warden } from '../../docker/warden.ts';
import { Failure, messageOf } from '../../lib/failure.ts';
import type { FairQueue } from '../../lib/fair-queue.ts';
import type { Log } from '../../lib/log.ts';
import type { Registry } from '../aws/ecr.ts';
import type { Cluster } from '../aws/ecs.ts';
import type { Balancer } from '../aws/load-balancing.ts';
import type { Secrets } from '../aws/secrets.ts';
import type { BuildLogs } from '../logs/build-logs.ts';
import type { Logs } from '../logs/logs.ts';
import type { Urls } from '../model/address.ts';
import type { App } from '../model/app.ts';
import { ONE_BUILD } from '../model/manifest.ts';
import { domainsOf, imagesOf, newId, type Origin, type Release } from '../model/release.ts';
import type { Apps } from '../store/apps.ts';
import type { Builds } from '../store/builds.ts';
import type { Domains } from '../store/domains.ts';
import type { Environments } from '../store/environments.ts';
import type { Releases } from '../store/releases.ts';
import { admit, type Wish } from './admission.ts';
import { buildEnvOf } from './build-env.ts';
import { Builder, type BuilderDeps } from './builder.ts';
import { detectApp } from './detect.ts';
import { recorded, withHeartbeat } from './heartbeat.ts';
import { type FoundImage, obtainImage } from './image.ts';
import type { DeployJob, ImageDeployJob } from './job.ts';
import { Launch } from './launch.ts';
import type { Output } from './output.ts';
import { type Preview, type PreviewJob, previewOf } from './preview.ts';
import { publish } from './publish.ts';
import { descriptionOf, originOf, secretName } from './release.ts';
import { recordLive } from './rollout.ts';
import { imageManifest, runsOf, tellManifest } from './runs.ts';
import { AppStack, type RackSettings, type StackCalls } from './stack.ts';
import { environmentOf, takeEnvironment } from './variables.ts';

export interface DeployerDeps {
  rack: string;
  settings: RackSettings;
  urls: Urls;
  healthTimeout: number;
  docker: Docker;
  stack: Stack;
  cacheName(app: string): string;
  envWord: BuilderDeps['envWord'];
  buildLimits: BuilderDeps['buildLimits'];
  warden: Warden;
  stacks: StackCalls;
  cluster: Cluster;
  balancer: Balancer;
  registry: Registry;
  secrets: Secrets;
  releases: Releases;
  apps: Pick<Apps, 'find' | 'priorityOf'>;
  builds: Builds;
  buildLogs: BuildLogs;
  buildQueue: FairQueue;
  domains: Domains;
  environments: Environments;
  logs: Logs;
  log: Log;
}

/**
 * Brings releases of apps live, and never harms what runs: whatever fails, the release before goes on serving. Callers
 * see to it that one app has one deploy at a time.
 */
export class Deployer {
  private readonly deps: DeployerDeps;
  private readonly builder: Builder;
  private readonly launch: Launch;

  constructor(deps: DeployerDeps) {
    this.deps = deps;
    this.builder = new Builder(deps);
    this.launch = new Launch(deps, (app) => this.stackOf(app));
  }

  /** Makes what an app has before its first release, and waits for it. */
  async createApp(app: App): Promise<void> {
    await this.stackOf(app.name).ready(() => {});
  }

  /** What a deploy of a commit would build and run, without doing it. */
  preview(job: PreviewJob): Promise<Preview> {
    return previewOf(this.deps, job);
  }

  /** The way of a push: detect, build, publish, release, serve. Answers the live release; throws when it is declined. */
  async deploy(job: DeployJob): Promise<Release> {
    return this.told(job, async (output) => {
      const { app, developer, source, signal } = job;
      const ready = eager(this.stackOf(app.name).ready(output.line, signal));
      const resolve = this.deps.stack.resolve.bind(this.deps.stack);
      const set = this.deps.environments.get(app.name);
      const detection = await detectApp(source, app.settings, { env: set, resolve }, output);
      const { manifest } = detection;
      const env = takeEnvironment(this.deps.environments, app.name, manifest.env, output);
      await this.admit(app, manifest);
      tellManifest(manifest, output);
      const repository = ready.then(({ outputs }) => outputs.RepositoryUri!);
      const buildEnv = buildEnvOf(app.settings, env, output);
      const images = await this.builder.images({ ...job, app: app.name, detection, buildEnv, repository, output });
      const origin = originOf(source, job.origin);
      const made = { origin, commit: source.commit, ...runsOf(manifest, images) };
      const { outputs } = await ready;
      const input = { app, developer, description: descriptionOf(source, origin), env, made };
      return this.launch.run(input, { outputs, output, signal });
    });
  }

  /** The way of an image that was built elsewhere: pull, check, publish, release, serve. Ends as `deploy` does. */
  async deployImage(job: ImageDeployJob): Promise<Release> {
    return this.told(job, async (output) => {
      const { app, developer, image: name, signal } = job;
      const env = this.deps.environments.get(app.name);
      const { outputs } = await this.stackOf(app.name).ready(output.line, signal);
      const repository = outputs.RepositoryUri!;
      const manifest = imageManifest(job.processes);
      await this.admit(app, manifest);
      const image = await obtainImage(this.deps, { ...job, name, ownRegistry: repository.split('/')[0]!, output });
      const reference = await this.publishedImage(image, { ...job, repository, output });
      const origin: Origin = { kind: 'image', name };
      const { port, healthCommand } = image;
      const runs = runsOf(manifest, { [ONE_BUILD]: { reference, port, healthCommand } });
      const made = { origin, commit: undefined, ...runs };
      const input = { app, developer, description: `Deploy image ${name}`, env, made };
      return this.launch.run(input, { outputs, output, signal });
    });
  }

  /** A new release of the live images, or of those of `release`, with the environment as it is now or with `env`. */
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
      const set = options.env ?? this.deps.environments.get(app.name);
      const { commit, origin, image, processes, phases, timers, variables } = before;
      const made = { commit, origin, image, processes, phases, timers, variables };
      const env = environmentOf(app.name, variables, set);
      await this.admit(app, made);
      const description = options.description ?? `Redeploy v${before.version}`;
      return this.launch.run({ app, developer, description, env, made }, { outputs, output: telling, signal });
    });
  }

  /** Whether all images of a release are still in the registry, which keeps the newest fifty of an app. */
  async hasImage(release: Pick<Release, 'image' | 'processes'>): Promise<boolean> {
    const found = await Promise.all(imagesOf(release).map((image) => this.deps.registry.has(image)));
    return found.every((each) => each);
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

  /** Ends what runs in the engine for this deployer's builds. */
  close(): void {
    this.deps.warden.close();
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
      this.keepDomains(app.name);
    }
  }

  /** Gives back the hosts that only a release had which did not go live. */
  private keepDomains(app: string): void {
    const live = this.deps.releases.live(app);
    this.deps.domains.keep(app, live ? domainsOf(live) : []);
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

  private admit(app: App, wish: Pick<Wish, 'processes' | 'timers'>): Promise<void> {
    const live = this.deps.releases.live(app.name);
    return admit(this.deps, { app, processes: wish.processes, timers: wish.timers, live });
  }
}

// Private

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
