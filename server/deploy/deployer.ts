import type Docker from 'dockerode';
import type { ResolveVersion } from '../../buildpacks/plan.ts';
import type { Stack } from '../../buildpacks/stacks/stack.ts';
import { Failure, messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import type { StackInfo } from '../aws/cloudformation.ts';
import type { Registry } from '../aws/ecr.ts';
import type { Cluster } from '../aws/ecs.ts';
import type { Balancer } from '../aws/load-balancing.ts';
import type { Secrets } from '../aws/secrets.ts';
import { exposedPort } from '../docker/inspect.ts';
import type { Source } from '../git/source.ts';
import type { Logs } from '../logs/logs.ts';
import type { App } from '../model/app.ts';
import { defaultFormation, WEB } from '../model/formation.ts';
import { RELEASE_PHASE } from '../model/procfile.ts';
import { newId, type Release } from '../model/release.ts';
import type { Builds } from '../store/builds.ts';
import type { Environments } from '../store/environments.ts';
import type { Releases } from '../store/releases.ts';
import { build } from './build.ts';
import { detectApp } from './detect.ts';
import { recorded, withHeartbeat } from './heartbeat.ts';
import { printLines } from './lines.ts';
import type { Output } from './output.ts';
import { publish } from './publish.ts';
import { makeRelease, type ReleaseInput, secretName } from './release.ts';
import { runReleasePhase } from './release-phase.ts';
import { AppStack, isUpdated, type StackCalls } from './stack.ts';
import { composeTemplate, serviceProcesses, taskDefinition } from './template.ts';
import { stopwatch } from './timing.ts';
import { Watch } from './watch.ts';

export interface DeployerDeps {
  rack: string;
  /** The suffix of apps' host names and the port they answer at. */
  domain: string;
  httpPort: number;
  healthTimeout: number;
  docker: Docker;
  stack: Stack;
  nodeVersion: ResolveVersion;
  stacks: StackCalls;
  cluster: Cluster;
  balancer: Balancer;
  registry: Registry;
  secrets: Secrets;
  releases: Releases;
  builds: Builds;
  environments: Environments;
  logs: Logs;
  log: Log;
}

/** A commit that shall go live. */
export interface DeployJob {
  app: App;
  developer: string;
  source: Source;
  output: Output;
  /** Aborts when nobody waits for the deploy any more. */
  signal: AbortSignal;
}

/** The last lines of an app's own log that a failure repeats. */
const LAST_LINES = 20;

/** The port of images that EXPOSE none, and of buildpack apps. */
const DEFAULT_PORT = 3000;

/**
 * Brings releases of apps live, and never harms what runs: whatever fails, the release before goes on serving. Callers
 * see to it that one app has one deploy at a time.
 */
export class Deployer {
  private readonly deps: DeployerDeps;

  constructor(deps: DeployerDeps) {
    this.deps = deps;
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
      const stack = this.stackOf(app.name);
      const ready = eager(stack.ready(output.line, signal));
      const detection = await detectApp(source, { env, nodeVersion: this.deps.nodeVersion }, output);
      const image = await this.built({ app: app.name, developer, source, detection, output, signal });
      output.step('Discovering process types');
      output.line(`${detection.declaredBy} -> ${Object.keys(detection.processes).join(', ')}`);
      const { outputs } = await ready;
      const repository = outputs.RepositoryUri!;
      const tag = `${source.commit.slice(0, 12)}-${newId('B')}`;
      const published = await publish(this.deps, { image: image.id, repository, tag, output, signal });
      const description = `Deploy ${source.commit.slice(0, 7)}`;
      const { processes } = detection;
      const input = {
        app,
        developer,
        description,
        commit: source.commit,
        image: published,
        processes,
        port: image.port,
        env,
      };
      return this.released(input, outputs, output, signal);
    });
  }

  /** A new release of the live image, with the environment as it is now or with `env`. */
  async redeploy(
    app: App,
    developer: string,
    output: Output,
    options: { env?: Record<string, string>; description?: string; signal?: AbortSignal } = {},
  ): Promise<Release> {
    const signal = options.signal ?? new AbortController().signal;
    return this.told({ app, output }, async (telling) => {
      const live = this.deps.releases.live(app.name);
      if (!live) throw nothingLive(app.name);
      const { outputs } = await this.stackOf(app.name).ready(telling.line, signal);
      const env = options.env ?? this.deps.environments.get(app.name);
      const { commit, image, processes, port } = live;
      const description = options.description ?? `Redeploy v${live.version}`;
      const input = { app, developer, description, commit, image, processes, port, env };
      return this.released(input, outputs, telling, signal);
    });
  }

  /** Removes all that an app has in AWS and in the logs; its records are the caller's. */
  async destroyApp(app: App): Promise<void> {
    const stack = this.stackOf(app.name);
    await stack.settled();
    await stack.delete();
    await this.deps.secrets.delete(secretName(this.deps.rack, app.name));
    this.deps.logs.forget(app.name);
  }

  /**
   * After a crash: cancels the update that nobody waits for any more, waits until the stack is at rest, and records
   * which release it is at.
   */
  async recover(app: string): Promise<void> {
    this.record(await this.stackOf(app).settled());
  }

  // Private

  /** Records which release a stack at rest is at. */
  private record(stack: StackInfo | undefined): void {
    const id = stack?.outputs.Release;
    const release = id === undefined ? undefined : this.deps.releases.find(id);
    if (release && release.state !== 'live') this.deps.releases.setState(release.id, 'live');
  }

  private stackOf(app: string): AppStack {
    return new AppStack(this.deps.stacks, this.deps.rack, app);
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

  private async built(job: { developer: string } & Omit<Parameters<typeof build>[1], 'id'>) {
    const { app, developer: createdBy, source, signal } = job;
    const record = this.deps.builds.create({ id: newId('B'), app, commit: source.commit, createdBy });
    try {
      const id = await build(this.deps, { ...job, id: record.id });
      this.deps.builds.finish(record.id, 'complete');
      const isOwn = job.detection.detected.kind === 'dockerfile';
      return { id, port: (isOwn ? await exposedPort(this.deps.docker, id) : undefined) ?? DEFAULT_PORT };
    } catch (error) {
      this.deps.builds.finish(record.id, signal.aborted ? 'cancelled' : 'failed', messageOf(error));
      throw error;
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
      await this.serve(input.app, release, before, secret, output, signal);
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

  private async serve(
    app: App,
    release: Release,
    before: Release | undefined,
    secret: string | undefined,
    output: Output,
    signal: AbortSignal,
  ): Promise<void> {
    const { healthTimeout, releases } = this.deps;
    const took = stopwatch();
    const stack = this.stackOf(app.name);
    const formation = defaultFormation(serviceProcesses(release));
    const targetsBefore = await this.targets(app.name, before);
    output.step('Deploying');
    signal.throwIfAborted();
    releases.setState(release.id, 'deploying');
    await stack.update(composeTemplate({ app, release, formation, healthTimeout, secret }));
    const lines = printLines(this.deps.logs, { app: app.name, release: release.id }, output);
    try {
      await new Watch({ ...this.deps, stack }, { release, targetsBefore, output }).untilServing(signal);
      output.step(`Deployed in ${took()}`);
    } catch (error) {
      if (error instanceof Failure && !signal.aborted) await this.rollBack(stack, release, before, output, error);
      else {
        this.giveUp(stack, app.name);
        throw error;
      }
    } finally {
      lines.stop();
    }
  }

  private async targets(app: string, before: Release | undefined) {
    if (before?.processes[WEB] === undefined) return [];
    const web = await this.deps.cluster.service(app, WEB);
    return web?.targetGroup ? this.deps.balancer.targets(web.targetGroup) : [];
  }

  /** Nobody waits any more: takes the update back while the caller goes; the next deploy waits for that first. */
  private giveUp(stack: AppStack, app: string): void {
    stack
      .cancel()
      .then(() => stack.atRest())
      .then((rest) => this.record(rest))
      .catch((error) => this.deps.log.error(`the update of ${app} could not be cancelled`, error));
  }

  /** Takes the update back, shows the app's last words, and throws the failure with what still runs. */
  private async rollBack(
    stack: AppStack,
    release: Release,
    before: Release | undefined,
    output: Output,
    failure: Failure,
  ): Promise<void> {
    output.step(before ? `Rolling back to v${before.version}` : 'Rolling back');
    await stack.cancel();
    const rest = await stack.atRest();
    // Between the decision and the cancel it came up after all.
    if (rest && isUpdated(rest) && rest.outputs.Release === release.id) return;
    this.tellLastLines(release, output);
    const running = before ? `v${before.version} keeps running.` : 'The app has no live release yet.';
    const hint = `${running} Mend it, commit and push again; the same commit can be pushed again too.`;
    throw new Failure(failure.code, failure.message, { hint, cause: failure });
  }

  private tellLastLines(release: Release, output: Output): void {
    const query = { release: release.id, num: LAST_LINES };
    const lines = this.deps.logs.query(release.app, query).filter(({ source }) => source === 'app');
    output.line(lines.length > 0 ? `The last lines of v${release.version}:` : `v${release.version} printed nothing.`);
    for (const { process, message } of lines) output.line(`  ${process}: ${message}`);
  }

  private address(release: Release): string {
    const { domain, httpPort } = this.deps;
    if (release.processes[WEB] === undefined) return '';
    return `: http://${release.app}.${domain}${httpPort === 80 ? '' : `:${httpPort}`}`;
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
