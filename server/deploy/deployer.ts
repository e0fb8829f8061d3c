import type { Warden } from '../../docker/warden.ts';
import type { Failure } from '../../lib/failure.ts';
import type { Secrets } from '../aws/secrets.ts';
import type { BuildLogs } from '../logs/build-logs.ts';
import type { Logs } from '../logs/logs.ts';
import type { Adjustments } from '../model/adjustments.ts';
import type { App } from '../model/app.ts';
import { nothingLive } from '../model/nothing-live.ts';
import { imagesOf, madeOf, type Release } from '../model/release.ts';
import type { Releases } from '../store/releases.ts';
import { Adjuster, type AdjusterDeps, type AdjustPlace } from './adjuster.ts';
import type { DeployJob, ImageDeployJob, PromotePlace, RedeployOptions } from './job.ts';
import { Launch, type LaunchDeps, type LaunchPlace } from './launch.ts';
import { Maker, type MakerDeps } from './maker.ts';
import { type OneOffDeps, type OneOffJob, startOneOff } from './one-off.ts';
import type { Output } from './output.ts';
import { type Preview, type PreviewJob, previewOf } from './preview.ts';
import { type ReleaseInput, secretName } from './release.ts';
import { type RestartDeps, type RestartJob, restart } from './restart.ts';
import { recordLive } from './rollout.ts';
import { AppStack, type RackSettings, type StackCalls } from './stack.ts';
import { Teller, type TellerDeps } from './teller.ts';
import { environmentOf } from './variables.ts';

/** What all who take part in a deploy need, and what the deployer itself does. */
export type DeployerDeps = MakerDeps &
  LaunchDeps &
  AdjusterDeps &
  OneOffDeps &
  RestartDeps &
  TellerDeps & {
    settings: RackSettings;
    stacks: StackCalls;
    warden: Pick<Warden, 'close'>;
    releases: Releases;
    secrets: Pick<Secrets, 'delete'>;
    logs: Pick<Logs, 'forget'>;
    buildLogs: Pick<BuildLogs, 'forget'>;
  };

/**
 * Brings releases of apps live, and never harms what runs: whatever fails, the release before goes on serving. Callers
 * see to it that one app has one deploy at a time.
 */
export class Deployer {
  private readonly deps: DeployerDeps;
  private readonly teller: Teller;
  private readonly maker: Maker;
  private readonly launch: Launch;
  private readonly adjuster: Adjuster;

  constructor(deps: DeployerDeps) {
    this.deps = deps;
    this.teller = new Teller(deps);
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
    return this.teller.announced(job, async (output) => {
      const { input, outputs } = await this.made({ ...job, output });
      return this.launch.promote(job.app, this.launch.make(input), { outputs, output, signal: job.signal });
    });
  }

  /** The way of a push up to a release, which waits to be promoted. */
  async build(job: DeployJob): Promise<Release> {
    return this.teller.told(job, async (output) => this.launch.make((await this.made({ ...job, output })).input));
  }

  /** The way of an image that was built elsewhere: pull, check, publish, release, serve. Ends as `deploy` does. */
  async deployImage(job: ImageDeployJob): Promise<Release> {
    return this.teller.announced(job, async (output) => {
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
  adjust(app: App, adjustments: Adjustments, place: AdjustPlace): Promise<void> {
    const { output } = place;
    return this.teller.told({ app, output }, (output) => this.adjuster.adjust(app, adjustments, { ...place, output }));
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
    return this.teller.announced({ app, developer, output: place.output }, async (output) => {
      const { outputs } = await this.stackOf(app.name).ready(output.line, place.signal);
      await this.maker.admit(app, { processes, timers });
      return this.launch.promote(app, release(), { ...place, outputs, output });
    });
  }
}

// Private

/** A promise that may fail before anybody waits for it: the failure is met where it is awaited. */
function eager<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
