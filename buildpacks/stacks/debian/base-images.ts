import { createHash } from 'node:crypto';
import { Failure, messageOf } from '../../../lib/failure.ts';
import { untilAborted } from '../../../lib/until-aborted.ts';

/** An image that the engine has. */
export interface FoundImage {
  /** `sha256:…` */
  id: string;
  createdAt: Date;
  /** Its variables as `NAME=value`. */
  env: readonly string[];
}

/** The images of one engine, as far as a stack makes some. */
export interface Images {
  /** The image of this name; undefined when there is none. */
  find(name: string): Promise<FoundImage | undefined>;
  /** Builds an image out of these files, a Dockerfile among them; `anew` without what the engine has of it already. */
  build(name: string, files: Files, options: { anew: boolean; signal: AbortSignal }): Promise<void>;
  /** What a program of an image prints; throws when it fails. */
  output(name: string, argv: readonly string[]): Promise<string>;
  /** Takes an image from the engine, unless something is made of it. */
  remove(id: string): Promise<void>;
}

export type Files = Record<string, Buffer | string>;

export interface BaseImageJob {
  /** What it is called, without its tag: `rack/run`. */
  name: string;
  /** What is in it, as it can stand in a tag: `node-26.10.0`. */
  contents: string;
  /** What is in it, for people: `Node.js 26.10.0`. */
  title: string;
  dockerfile: string;
  /** Files besides the Dockerfile; asked for when it is made. */
  files(signal: AbortSignal): Promise<Files>;
}

/** After so many days a base image is made anew, so that Debian's security updates reach apps with their next push. */
const FRESH_DAYS = 30;

/** How long it may take to make one on a slow line. */
const WITHIN_MS = 20 * 60_000;

/**
 * Makes base images, each once for all apps of a machine. They are called after what they are made of: another Dockerfile
 * is another image.
 */
export class BaseImages {
  private readonly images: Images;
  private readonly now: () => number;
  /** What is being made now, by name: two pushes may need the same. */
  private readonly making = new Map<string, Promise<void>>();

  constructor(images: Images, now: () => number = Date.now) {
    this.images = images;
    this.now = now;
  }

  /** The image of this name, which is there in any case. */
  async mustFind(name: string): Promise<FoundImage> {
    const found = await this.images.find(name);
    if (found) return found;
    throw new Failure('no_base_image', `The engine has no image ${name}.`, { hint: 'Make it: rack up', blame: 'rack' });
  }

  /** The image of a Dockerfile; `say` is told when it has to be made. */
  async ensure(
    job: BaseImageJob,
    say: (line: string) => void,
    signal: AbortSignal,
  ): Promise<FoundImage & { name: string }> {
    const hash = createHash('sha256').update(job.dockerfile).digest('hex').slice(0, 12);
    const name = `${job.name}:${job.contents}-${hash}`;
    const there = await this.images.find(name);
    if (!there) {
      say(`Making the image of ${job.title}, once for all apps of this machine`);
      await untilAborted(this.once(name, job), signal);
    } else if (this.isOld(there)) await this.refresh(name, there, job, say, signal);
    return { name, ...(await this.mustFind(name)) };
  }

  /** What a program prints in the image of a Dockerfile. */
  async ask(job: BaseImageJob, argv: readonly string[]): Promise<string> {
    const { name } = await this.ensure(job, () => {}, AbortSignal.timeout(WITHIN_MS));
    return this.images.output(name, argv);
  }

  // Private

  private isOld({ createdAt }: FoundImage): boolean {
    return this.now() - createdAt.getTime() > FRESH_DAYS * 24 * 60 * 60_000;
  }

  /** The old one does as long as there is no newer one. */
  private async refresh(
    name: string,
    old: FoundImage,
    job: BaseImageJob,
    say: (line: string) => void,
    signal: AbortSignal,
  ): Promise<void> {
    say(`Making the image of ${job.title} anew, with Debian's updates of ${FRESH_DAYS} days`);
    try {
      await untilAborted(this.once(name, job, true), signal);
      await this.images.remove(old.id);
    } catch (error) {
      signal.throwIfAborted();
      say(`That failed, and the image of before is taken: ${messageOf(error)}`);
    }
  }

  /** Goes on when who wanted it first is gone: others may wait for it, or will want it soon. */
  private once(name: string, job: BaseImageJob, anew = false): Promise<void> {
    const running = this.making.get(name) ?? this.make(name, job, anew).finally(() => this.making.delete(name));
    this.making.set(name, running);
    return running;
  }

  private async make(name: string, { title, dockerfile, files }: BaseImageJob, anew: boolean): Promise<void> {
    const signal = AbortSignal.timeout(WITHIN_MS);
    try {
      await this.images.build(name, { ...(await files(signal)), Dockerfile: dockerfile }, { anew, signal });
    } catch (cause) {
      throw new Failure('no_base_image', `The image of ${title} could not be made: ${messageOf(cause)}`, {
        hint: "See whether the rack's machine reaches Debian's mirror and the language's registry, then push again.",
        cause,
      });
    }
  }
}
