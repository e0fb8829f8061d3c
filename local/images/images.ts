import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { Failure, messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { projectRoot } from '../../lib/root.ts';

/** The images of the containers that local/ itself needs; each has a folder with its Dockerfile, and what that copies, here. */
export type ImageName = 'haproxy' | 'mariadb' | 'memcached' | 'postgres' | 'redis' | 'registry';

/** Marks images that the racks of a machine share. */
const SHARED_LABEL = 'io.rack.helper';

/** Builds the images that local/'s own containers run, on the rack's base image, when they are not there yet. */
export class Images {
  private readonly docker: Docker;
  private readonly baseImage: string;
  private readonly log: Log;
  /** The builds under way, by their tags: who wants the same image waits for the same one. */
  private readonly building = new Map<string, Promise<void>>();

  constructor(deps: { docker: Docker; baseImage: string; log: Log }) {
    this.docker = deps.docker;
    this.baseImage = deps.baseImage;
    this.log = deps.log;
  }

  /** The tag of an image that exists: its files and the base image are part of the tag, so it is never stale. */
  async ensureImage(name: ImageName): Promise<string> {
    const tag = await this.tagOf(name);
    if (await this.exists(tag)) return tag;
    const build = this.building.get(tag) ?? this.build(name, tag).finally(() => this.building.delete(tag));
    this.building.set(tag, build);
    await build;
    return tag;
  }

  // Private

  private async tagOf(name: ImageName): Promise<string> {
    const files = await Promise.all((await filesOf(name)).map((file) => readFile(join(folderOf(name), file))));
    const base = await this.docker.getImage(this.baseImage).inspect().catch(this.noBase);
    const hash = createHash('sha256').update(Buffer.concat(files)).update(base.Id).digest('hex');
    return `rack/${name}:${hash.slice(0, 12)}`;
  }

  private readonly noBase = (cause: unknown): never => {
    throw new Failure('base_image_missing', `The base image ${this.baseImage} is not there: ${messageOf(cause)}`, {
      hint: 'Build it with `rack install` and try again.',
      cause,
    });
  };

  private async exists(tag: string): Promise<boolean> {
    return (await this.docker.listImages({ filters: { reference: [tag] } })).length > 0;
  }

  private async build(name: ImageName, tag: string): Promise<void> {
    this.log.info(`building the image ${tag}`);
    const stream = await this.docker.buildImage(
      { context: folderOf(name), src: await filesOf(name) },
      {
        t: tag,
        buildargs: { BASE: this.baseImage },
        labels: { [SHARED_LABEL]: '1' },
        networkmode: 'host',
        forcerm: true,
      },
    );
    await this.finished(stream, tag);
  }

  private finished(stream: NodeJS.ReadableStream, tag: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.docker.modem.followProgress(stream, (error, steps: { error?: string; stream?: string }[]) => {
        const reason = error?.message ?? steps.find((step) => step.error)?.error;
        if (reason === undefined) return resolve();
        const output = (steps ?? []).map((step) => step.stream ?? '').join('');
        reject(buildFailed(tag, reason, output));
      });
    });
  }
}

// Private

function folderOf(name: ImageName): string {
  return join(projectRoot, 'local', 'images', name);
}

async function filesOf(name: ImageName): Promise<string[]> {
  return (await readdir(folderOf(name))).sort();
}

function buildFailed(tag: string, reason: string, output: string): Failure {
  const last = output.trim().split('\n').slice(-5).join('\n');
  return new Failure('image_build_failed', `The image ${tag} could not be built: ${reason}`, {
    hint: `The last lines of its build:\n${last}`,
    blame: 'rack',
  });
}
