import { Failure } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import type { StackInfo } from '../aws/cloudformation.ts';
import type { Cluster } from '../aws/ecs.ts';
import type { Balancer } from '../aws/load-balancing.ts';
import type { Logs } from '../logs/logs.ts';
import type { App } from '../model/app.ts';
import type { Release } from '../model/release.ts';
import type { Releases } from '../store/releases.ts';
import { howToGoOn } from './again.ts';
import { printLines } from './lines.ts';
import type { Output } from './output.ts';
import { type AppStack, isUpdated } from './stack.ts';
import { targetsOf } from './targets.ts';
import { stopwatch } from './timing.ts';
import { Watch } from './watch.ts';

export interface RolloutDeps {
  healthTimeout: number;
  releases: Releases;
  cluster: Cluster;
  balancer: Balancer;
  logs: Logs;
  log: Log;
}

export interface RolloutJob {
  app: App;
  release: Release;
  /** The release that is live until now. */
  before: Release | undefined;
  /** Of its stack. */
  template: string;
  stack: AppStack;
  output: Output;
  signal: AbortSignal;
}

/** The last lines of an app's own log that a failure repeats. */
const LAST_LINES = 20;

/** Brings one release live on its app's stack, or takes the update back and says what failed. */
export class Rollout {
  private readonly deps: RolloutDeps;
  private readonly job: RolloutJob;

  constructor(deps: RolloutDeps, job: RolloutJob) {
    this.deps = deps;
    this.job = job;
  }

  /** Resolves when the release serves; whatever it throws, the release before goes on serving. */
  async run(): Promise<void> {
    const { release, before, template, stack, output, signal } = this.job;
    const took = stopwatch();
    const targetsBefore = await targetsOf(this.deps, before);
    output.step('Deploying');
    signal.throwIfAborted();
    this.deps.releases.setState(release.id, 'deploying');
    const askedAt = new Date();
    await stack.update(template);
    const processes = Object.keys(release.processes);
    const lines = printLines(this.deps.logs, { app: release.app, release: release.id, processes }, output);
    try {
      await new Watch({ ...this.deps, stack }, { release, askedAt, targetsBefore, output }).untilServing(signal);
      output.step(`Deployed in ${took()}`);
    } catch (error) {
      await this.failed(error);
    } finally {
      lines.stop();
    }
  }

  // Private

  private async failed(error: unknown): Promise<void> {
    if (error instanceof Failure && !this.job.signal.aborted) return this.rollBack(error);
    this.giveUp();
    throw error;
  }

  /** Nobody waits any more: takes the update back while the caller goes; the next deploy waits for that first. */
  private giveUp(): void {
    const { app, stack } = this.job;
    stack
      .cancel()
      .then(() => stack.atRest())
      .then((rest) => recordLive(this.deps.releases, rest))
      .catch((error) => this.deps.log.error(`the update of ${app.name} could not be cancelled`, error));
  }

  /** Takes the update back, shows the app's last words, and throws the failure with what still runs. */
  private async rollBack(failure: Failure): Promise<void> {
    const { release, before, stack, output } = this.job;
    output.step(before ? `Rolling back to v${before.version}` : 'Rolling back');
    await stack.cancel();
    const rest = await stack.atRest();
    // Between the decision and the cancel it came up after all.
    if (rest && isUpdated(rest) && rest.outputs.Release === release.id) return;
    this.tellLastLines();
    const running = before ? `v${before.version} keeps running.` : 'The app has no live release yet.';
    const hint = `${running} ${howToGoOn(release)}`;
    throw new Failure(failure.code, failure.message, { hint, cause: failure });
  }

  private tellLastLines(): void {
    const { release, output } = this.job;
    const query = { release: release.id, num: LAST_LINES };
    const lines = this.deps.logs.query(release.app, query).filter(({ source }) => source === 'app');
    output.line(lines.length > 0 ? `The last lines of v${release.version}:` : `v${release.version} printed nothing.`);
    for (const { process, message } of lines) output.line(`  ${process}: ${message}`);
  }
}

/** Records which release a stack at rest is at. */
export function recordLive(releases: Releases, stack: StackInfo | undefined): void {
  const id = stack?.outputs.Release;
  const release = id === undefined ? undefined : releases.find(id);
  if (release && releases.live(release.app)?.id !== id) releases.setState(release.id, 'live');
}
