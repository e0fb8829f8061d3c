import { exposedPorts, healthCheck } from '../../docker/inspect.ts';
import { Failure, isAbort, messageOf } from '../../lib/failure.ts';
import type { FairQueue } from '../../lib/fair-queue.ts';
import type { Registry } from '../aws/ecr.ts';
import type { BuildLogs } from '../logs/build-logs.ts';
import type { BaseImage, Build } from '../model/build.ts';
import type { Announce, NewEvent } from '../model/event.ts';
import { newId } from '../model/release.ts';
import type { Builds } from '../store/builds.ts';
import { type BuildDeps, build } from './build.ts';
import type { BuildEnv } from './build-env.ts';
import type { Detection } from './detect.ts';
import { obtainImage } from './image.ts';
import type { BuildWish } from './job.ts';
import { type Output, outputTo, toBoth } from './output.ts';
import { publish } from './publish.ts';
import { RunningBuilds } from './running-builds.ts';
import type { RunnableImage } from './runs.ts';
import type { Unit } from './unit.ts';

export interface BuilderDeps extends BuildDeps {
  registry: Pick<Registry, 'credentials'>;
  builds: Builds;
  buildLogs: BuildLogs;
  /** All builds of the rack wait in it for their turn, which goes round by developer. */
  buildQueue: FairQueue;
  announce: Announce;
}

export interface BuilderJob {
  app: string;
  developer: string;
  detection: Detection;
  /** The build that was announced, if one was: its first image is recorded there. */
  wish?: BuildWish | undefined;
  /** What of the app's environment the builds see. */
  buildEnv: BuildEnv;
  /** The app's repository in the registry, which may have to be made first. */
  repository: Promise<string>;
  output: Output;
  signal: AbortSignal;
}

/** An image that was built here, and is in the registry. */
export interface BuiltImage extends RunnableImage {
  /** The id of its build. */
  build: string;
}

/** Makes the images of commits. */
export class Builder {
  private readonly deps: BuilderDeps;
  private readonly running = new RunningBuilds();

  constructor(deps: BuilderDeps) {
    this.deps = deps;
  }

  /** Builds and publishes all images of a commit; answers them by the names of their builds. */
  async images(job: BuilderJob): Promise<Record<string, BuiltImage>> {
    const images: Record<string, BuiltImage> = {};
    const made = new Map<string, BuiltImage>();
    for (const [name, unit] of Object.entries(job.detection.units)) {
      const how = JSON.stringify(unit.spec);
      const image = made.get(how) ?? (await this.made(job, name, unit, made.size === 0));
      made.set(how, image);
      images[name] = image;
    }
    return images;
  }

  /** Stops a build, and waits for its end; the deploy that needs it fails with this reason. False when there is none. */
  cancel(id: string, reason: Failure): Promise<boolean> {
    return this.running.cancel(id, reason);
  }

  // Private

  private made(job: BuilderJob, name: string, unit: Unit, isFirst: boolean): Promise<BuiltImage> {
    const args = job.wish?.args ?? {};
    if (Object.keys(args).length > 0 && unit.detected.kind !== 'dockerfile') throw noDockerfile(Object.keys(args));
    const spec = { ...unit.spec, ...(Object.keys(args).length > 0 && { args: { ...unit.spec.args, ...args } }) };
    const whole = { ...unit, spec };
    return isFirst && job.wish ? this.wished(job, job.wish.id, name, whole) : this.recorded(job, name, whole);
  }

  /** The image of a build that has its record and its log already: whoever announced it ends both. */
  private async wished(job: BuilderJob, id: string, name: string, unit: Unit): Promise<BuiltImage> {
    this.deps.builds.setSource(id, { unit: name, commit: unit.source.commit });
    return { ...(await this.image(job, id, unit)), build: id };
  }

  /** The image; what became of its build is recorded, and all that it said is in its log. */
  private async recorded(job: BuilderJob, name: string, unit: Unit): Promise<BuiltImage> {
    const { app, developer: createdBy } = job;
    const { builds, buildLogs } = this.deps;
    const { id } = builds.create({ id: newId('B'), app, unit: name, commit: unit.source.commit, createdBy });
    const log = buildLogs.begin(app, id);
    const output = toBoth(job.output, outputTo(log.write.bind(log)));
    return this.running.run(id, job.signal, async (signal) => {
      try {
        const image = { ...(await this.image({ ...job, output, signal }, id, unit)), build: id };
        builds.finish(id, 'complete', { image: image.reference });
        this.announce(id);
        return image;
      } catch (error) {
        builds.finish(id, signal.aborted ? 'cancelled' : 'failed', { reason: reasonOf(error) });
        this.announce(id);
        throw error;
      } finally {
        await buildLogs.end(id, log);
      }
    });
  }

  /** Says how a build ended. */
  private announce(id: string): void {
    const build = this.deps.builds.find(id);
    // Its app may be destroyed by now, and the record gone with it.
    if (build) this.deps.announce(eventOfBuild(build));
  }

  private async image(job: BuilderJob, id: string, unit: Unit): Promise<RunnableImage> {
    const { app, buildEnv: env, output, signal } = job;
    const { source, spec, detected } = unit;
    if (detected.kind === 'image') return this.otherImage(job, id, detected.name);
    const onBases = (bases: readonly BaseImage[]) => this.deps.builds.setBases(id, bases);
    const what = { app, id, source, unit: { spec, detected }, env, output, onBases, anew: job.wish?.anew };
    const image = await this.inTurn(job, id, (limited) => build(this.deps, { ...what, signal: limited }));
    const says = detected.kind === 'dockerfile' ? await this.saidBy(image, output) : {};
    const tag = `${source.commit.slice(0, 12)}-${id}`;
    const repository = await job.repository;
    signal.throwIfAborted();
    return { reference: await publish(this.deps, { image, repository, tag, output, signal }), ...says };
  }

  /** What an image says of itself by EXPOSE and HEALTHCHECK. */
  private async saidBy(image: string, output: Output): Promise<Omit<RunnableImage, 'reference'>> {
    const [port, ...others] = await exposedPorts(this.deps.docker, image);
    if (others.length > 0) output.line(`It EXPOSEs ${port}, ${others.join(', ')}: web gets its requests at ${port}`);
    return { port, healthCommand: await healthCheck(this.deps.docker, image) };
  }

  /** An image that was built elsewhere, in the app's own repository. Of the rack's own images it can be one of this app. */
  private async otherImage(
    { app, output, signal, ...job }: BuilderJob,
    id: string,
    name: string,
  ): Promise<RunnableImage> {
    const repository = await job.repository;
    const ownRegistry = repository.split('/')[0]!;
    const sees = (other: string) => other === app;
    const image = await obtainImage(this.deps, { name, ownRegistry, sees, output, signal });
    try {
      const publishing = { image: image.id, repository, tag: `image-${id}`, output, signal };
      const { port, healthCommand } = image;
      return { reference: await publish(this.deps, publishing), port, healthCommand };
    } finally {
      await image.forget();
    }
  }

  private inTurn<T>(
    { developer, output, signal }: BuilderJob,
    id: string,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const begin = () => {
      this.deps.builds.begin(id);
      return inTime(this.deps.buildLimits.time, signal, work);
    };
    const onWait = (ahead: number) => output.step(`Waiting for a turn to build (${ahead} ahead)`);
    return this.deps.buildQueue.run(developer, begin, { signal, onWait });
  }
}

// Private

/** Does work with a signal that also aborts, with a `Failure` as reason, when these seconds are over. */
async function inTime<T>(seconds: number, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(tooSlow(seconds)), seconds * 1000);
  try {
    return await work(AbortSignal.any([signal, over.signal]));
  } finally {
    clearTimeout(timer);
  }
}

/** What is told of a build that has ended. */
export function eventOfBuild({ id, app, unit, commit, state, reason, createdBy }: Build): NewEvent {
  const type = state === 'complete' ? 'build.complete' : 'build.failed';
  const why = reason === undefined ? '' : `: ${reason.split('\n')[0]}`;
  const message = `the build ${id} of ${app} is ${state}${why}`;
  return { type, app, actor: createdBy, message, data: { build: id, unit, commit, state } };
}

function noDockerfile(names: readonly string[]): Failure {
  return new Failure(
    'no_dockerfile',
    `${names.join(', ')} cannot be a build arg: nothing is built by a Dockerfile here.`,
    {
      hint: 'What builds see of the environment: ssh rack set APP build-env=NAME',
    },
  );
}

function tooSlow(seconds: number): Failure {
  const time = seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
  return new Failure('build_too_slow', `The build took longer than ${time}, and was stopped.`, {
    hint: 'Its last lines tell where it hung. An admin can raise RACK_BUILD_TIMEOUT.',
  });
}

const reasonOf = (error: unknown) => (isAbort(error) ? 'Nobody waited for it any more.' : messageOf(error));
