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
import type { Adjustments } from '../model/adjustments.ts';
import type { App } from '../model/app.ts';
import type { Announce } from '../model/event.ts';
import { domainsOf, imagesOf, madeOf, type Release } from '../model/release.ts';
import type { AppAdjustments } from '../store/adjustments.ts';
import type { Apps } from '../store/apps.ts';
import type { Builds } from '../store/builds.ts';
import type { Domains } from '../store/domains.ts';
import type { Environments } from '../store/environments.ts';
import type { Releases } from '../store/releases.ts';
import { Adjuster, type AdjustPlace } from './adjuster.ts';
import { announced } from './announce.ts';
import type { BuilderDeps } from './builder.ts';
import { recorded, withHeartbeat } from './heartbeat.ts';
import type { AnnouncedJob, DeployJob, ImageDeployJob, PromotePlace, RedeployOptions } from './job.ts';
import { Launch, type LaunchPlace } from './launch.ts';
import { Maker } from './maker.ts';
import { type OneOffJob, startOneOff } from './one-off.ts';
import type { Output } from './output.ts';
import { type Preview, type PreviewJob, previewOf } from './preview.ts';
import { type ReleaseInput, secretName } from './release.ts';
import { type RestartJob, restart } from './restart.ts';
import { recordLive } from './rollout.ts';
import { AppStack, type RackSettings, type StackCalls } from './stack.ts';
import { environmentOf } from './variables.ts';

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
  adjustments: AppAdjustments;
  logs: Logs;
  announce: Announce;
  log: Log;
}

/**
 * Brings releases of apps live, and never harms what runs: whatever fails, the release before goes on serving. Callers
 * see to it that one app has one deploy at a time.
 */
export class Deployer {
  private readonly deps: DeployerDeps;
  private readonly maker: Maker;
  private readonly launch: Launch;
  private readonly adjuster: Adjuster;

  constructor(deps: DeployerDeps) {
    this.deps = deps;
    this.maker = new Maker(deps);
    this.launch = new Launch(deps, (app) => this.stackOf(app));
    this.adjuster = new Adjuster(
      deps,
      (app) => this.stackOf(app),
      (app, wish) => this.maker.admit(app, wish),
    );
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
    return this.announced(job, async (output) => {
      const { input, outputs } = await this.made({ ...job, output });
      return this.launch.promote(job.app, this.launch.make(input), { outputs, output, signal: job.signal });
    });
  }

  /** The way of a push up to a release, which waits to be promoted. */
  async build(job: DeployJob): Promise<Release> {
    return this.told(job, async (output) => this.launch.make((await this.made({ ...job, output })).input));
  }

  /** The way of an image that was built elsewhere: pull, check, publish, release, serve. Ends as `deploy` does. */
  async deployImage(job: ImageDeployJob): Promise<Release> {
    return this.announced(job, async (output) => {
      const { app, signal } = job;
      const { outputs } = await this.stackOf(app.name).ready(output.line, signal);
      const input = await this.maker.ofImage({ ...job, output }, outputs.RepositoryUri!);
      return this.launch.promote(app, this.launch.make(input), { outputs, output, signal });
    });
  }

  /** A new release of the live images, or of those of `release`, with the environment as it is now or with `env`. */
  async redeploy(app: App, developer: string, output: Output, options: RedeployOptions = {}): Promise<Release> {
    const before = options.release ?? this.deps.releases.live(app.name);
    if (!before) throw nothingLive(app.name);
    const description = options.description ?? `Redeploy v${before.version}`;
    const release = () => {
      const env = environmentOf(app.name, before.variables, options.env ?? this.deps.environments.get(app.name));
      return this.launch.make({ app, developer, description, env, made: madeOf(before) });
    };
    const { isProven, signal = new AbortController().signal } = options;
    return this.promoted(app, release, before, { developer, output, signal, isProven });
  }

  /** Makes a release that waits to be promoted. */
  release(input: ReleaseInput): Release {
    return this.launch.make(input);
  }

  /** Brings a release live that was made before; ends as `deploy` does. */
  async promote(app: App, release: Release, place: PromotePlace): Promise<Release> {
    return this.promoted(app, () => release, release, place);
  }

  /**
   * Brings into effect how an app shall run from now on, with the release that is live. Its caller keeps what was set, once
   * this has resolved; whatever it throws, the app runs as before.
   */
  async adjust(app: App, adjustments: Adjustments, place: AdjustPlace): Promise<void> {
    const live = this.deps.releases.live(app.name);
    if (!live) throw nothingLive(app.name);
    const { output } = place;
    await this.told({ app, output }, (output) => this.adjuster.adjust(app, live, adjustments, { ...place, output }));
  }

  /** Starts a container of its own for one command; answers its task's id. */
  startOneOff(job: OneOffJob): Promise<string> {
    return startOneOff(this.deps, this.stackOf(job.app), job);
  }

  /** Replaces the copies of processes by others of the same, each of which serves before an old one goes. */
  restart(job: RestartJob): Promise<void> {
    return restart(this.deps, job);
  }

  /** Whether all images of a release are still in the registry, which keeps the newest fifty of an app. */
  hasImage(release: Pick<Release, 'image' | 'processes'>): Promise<boolean> {
    return this.maker.hasImages(imagesOf(release));
  }

  /** Stops a build; see `Builder.cancel`. */
  cancelBuild(id: string, reason: Failure): Promise<boolean> {
    return this.maker.cancelBuild(id, reason);
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

  /** What a release of a commit consists of, and the outputs of the app's stack, which is made ready meanwhile. */
  private async made(job: DeployJob): Promise<{ input: ReleaseInput; outputs: LaunchPlace['outputs'] }> {
    const ready = eager(this.stackOf(job.app.name).ready(job.output.line, job.signal));
    const input = await this.maker.ofCommit(job, eager(ready.then(({ outputs }) => outputs.RepositoryUri!)));
    return { input, outputs: (await ready).outputs };
  }

  private promoted(
    app: App,
    release: () => Release,
    { processes, timers }: Pick<Release, 'processes' | 'timers'>,
    { developer, ...place }: PromotePlace,
  ): Promise<Release> {
    return this.announced({ app, developer, output: place.output }, async (output) => {
      const { outputs } = await this.stackOf(app.name).ready(output.line, place.signal);
      await this.maker.admit(app, { processes, timers });
      return this.launch.promote(app, release(), { ...place, outputs, output });
    });
  }

  /** Runs a deploy that shall go live, and announces its begin and its end. */
  private announced(
    { app, developer, output, source }: AnnouncedJob,
    work: (output: Output) => Promise<Release>,
  ): Promise<Release> {
    const deploy = { app: app.name, developer, commit: source?.commit };
    return announced(this.deps.announce, deploy, () => this.told({ app, output }, work));
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
}

// Private

/** A promise that may fail before anybody waits for it: the failure is met where it is awaited. */
function eager<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

function nothingLive(app: string): Failure {
  return new Failure('nothing_live', `${app} has no live release yet.`, {
    hint: 'Deploy it first: git push rack main',
  });
}
