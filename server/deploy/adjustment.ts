import { Failure } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import type { Cluster } from '../aws/ecs.ts';
import type { Balancer } from '../aws/load-balancing.ts';
import type { Logs } from '../logs/logs.ts';
import type { Release } from '../model/release.ts';
import type { Output } from './output.ts';
import { type AppStack, isUpdated } from './stack.ts';
import { targetsOf } from './targets.ts';
import { stopwatch } from './timing.ts';
import { Watch } from './watch.ts';

export interface AdjustmentDeps {
  healthTimeout: number;
  cluster: Cluster;
  balancer: Balancer;
  logs: Logs;
  log: Log;
}

export interface AdjustmentJob {
  /** The live release, as it shall run. */
  release: Release;
  /** The template of its stack as it shall be. */
  template: string;
  /** The one that it has. */
  templateBefore: string;
  /** Those processes of which new copies have to come up. */
  growing: readonly string[];
  /** How a failure begins, as in `shop was not scaled`. */
  failure: string;
  stack: AppStack;
  output: Output;
  signal: AbortSignal;
}

/** Changes how the live release of an app runs, or takes the change back and says what failed. */
export class Adjustment {
  private readonly deps: AdjustmentDeps;
  private readonly job: AdjustmentJob;

  constructor(deps: AdjustmentDeps, job: AdjustmentJob) {
    this.deps = deps;
    this.job = job;
  }

  /** Resolves when it runs as it shall; whatever it throws, it runs as before. */
  async run(): Promise<void> {
    const { stack, template, output, signal } = this.job;
    const took = stopwatch();
    const watch = await this.watch();
    signal.throwIfAborted();
    if (!(await stack.update(template))) return;
    try {
      await watch.untilServing(signal);
      // What it takes away goes while CloudFormation cleans up.
      await stack.atRest(signal);
      output.step(`Done in ${took()}`);
    } catch (error) {
      await this.takeBack(error);
    }
  }

  // Private

  /** Begins with what is there now, which is no news. */
  private async watch(): Promise<Watch> {
    const { release, growing, failure, stack, output } = this.job;
    const { app, processes } = release;
    const askedAt = new Date();
    const [tasks, targetsBefore] = await Promise.all([
      this.deps.cluster.listTasks(app, Object.keys(processes)),
      targetsOf(this.deps, release),
    ]);
    const tasksBefore = new Set(tasks.map(({ id }) => id));
    const job = { release, askedAt, targetsBefore, tasksBefore, growing, failure, output };
    return new Watch({ ...this.deps, stack }, job);
  }

  private async takeBack(error: unknown): Promise<void> {
    const { output, signal, release } = this.job;
    const cancelled = this.cancelled();
    if (!(error instanceof Failure) || signal.aborted) {
      cancelled.catch((cause) => this.deps.log.error(`the update of ${release.app} could not be cancelled`, cause));
      throw error;
    }
    output.step('Taking it back');
    await cancelled;
    throw new Failure(error.code, error.message, { hint: `${release.app} runs as before.`, cause: error });
  }

  /** What CloudFormation has done already, because all it waits for is that copies run, is undone by another update. */
  private async cancelled(): Promise<void> {
    const { stack, templateBefore } = this.job;
    await stack.cancel();
    const rest = await stack.atRest();
    if (!rest || !isUpdated(rest)) return;
    await stack.update(templateBefore);
    await stack.atRest();
  }
}
