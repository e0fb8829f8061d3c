import { exposedPort } from '../../docker/inspect.ts';
import { messageOf } from '../../lib/failure.ts';
import type { Registry } from '../aws/ecr.ts';
import type { Source } from '../git/source.ts';
import { newId } from '../model/release.ts';
import type { Builds } from '../store/builds.ts';
import { type BuildDeps, build } from './build.ts';
import type { Detection, Unit } from './detect.ts';
import type { Output } from './output.ts';
import { publish } from './publish.ts';

export interface BuilderDeps extends BuildDeps {
  registry: Pick<Registry, 'credentials'>;
  builds: Builds;
}

export interface BuilderJob {
  app: string;
  developer: string;
  source: Source;
  detection: Detection;
  /** The app's repository in the registry, which may have to be made first. */
  repository: Promise<string>;
  output: Output;
  signal: AbortSignal;
}

/** An image that was built here, and is in the registry. */
export interface BuiltImage {
  /** By digest. */
  reference: string;
  /** The lowest port that its Dockerfile exposes; undefined of an image that a buildpack made. */
  port: number | undefined;
}

/** Makes the images of commits. */
export class Builder {
  private readonly deps: BuilderDeps;

  constructor(deps: BuilderDeps) {
    this.deps = deps;
  }

  /** Builds and publishes all images of a commit; answers them by the names of their builds. */
  async images(job: BuilderJob): Promise<Record<string, BuiltImage>> {
    const images: Record<string, BuiltImage> = {};
    for (const [name, unit] of Object.entries(job.detection.units)) images[name] = await this.image(job, unit);
    return images;
  }

  // Private

  private async image(job: BuilderJob, unit: Unit): Promise<BuiltImage> {
    const { source, output, signal } = job;
    const image = await this.built(job, unit);
    const port = unit.detected.kind === 'dockerfile' ? await exposedPort(this.deps.docker, image) : undefined;
    const tag = `${source.commit.slice(0, 12)}-${newId('B')}`;
    const repository = await job.repository;
    return { reference: await publish(this.deps, { image, repository, tag, output, signal }), port };
  }

  /** The id of the image; what became of its build is recorded. */
  private async built({ app, developer, output, signal }: BuilderJob, unit: Unit): Promise<string> {
    const { builds } = this.deps;
    const { id } = builds.create({ id: newId('B'), app, commit: unit.source.commit, createdBy: developer });
    try {
      const image = await build(this.deps, { app, id, source: unit.source, unit, output, signal });
      builds.finish(id, 'complete');
      return image;
    } catch (error) {
      builds.finish(id, signal.aborted ? 'cancelled' : 'failed', messageOf(error));
      throw error;
    }
  }
}
