import type { Log } from '../../../lib/log.ts';
import type { Ecr } from '../ecr.ts';
import { parseManifest } from '../manifest.ts';
import type { Image, Repository } from '../model.ts';
import { type Candidate, expired } from './expired.ts';
import { rulesIn } from './policy.ts';

/** In milliseconds. */
export interface HousekeepingPace {
  every: number;
  /** What is in no manifest may be of a push under way: it is collected when nobody has used the registry for so long. */
  quiet: number;
}

/** AWS expires images within a day. */
export const HOUSEKEEPING: HousekeepingPace = { every: 10 * 60_000, quiet: 10 * 60_000 };

/** Carries out the repositories' lifecycle policies, and frees the room of what no image needs any more. */
export class Housekeeping {
  private readonly ecr: Ecr;
  private readonly log: Log;
  private readonly pace: HousekeepingPace;
  private timer: NodeJS.Timeout | undefined;

  constructor(ecr: Ecr, log: Log, pace = HOUSEKEEPING) {
    this.ecr = ecr;
    this.log = log;
    this.pace = pace;
  }

  start(): void {
    this.timer = setInterval(() => void this.run(), this.pace.every);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Never rejects: what could not be done now is done the next time. */
  async run(now = Date.now()): Promise<void> {
    try {
      for (const repository of this.ecr.repositories.list()) await this.expire(repository, now);
      await this.ecr.registry.collect(this.pace.quiet);
    } catch (error) {
      this.log.error('old images could not be cleared away', error);
    }
  }

  // Private

  private async expire(repository: Repository, now: number): Promise<void> {
    if (!repository.lifecyclePolicy) return;
    const images = this.ecr.images.list(repository.name);
    const parts = await this.partsOf(images);
    const whole = images.filter(({ digest }) => !parts.has(digest));
    const gone = new Set(
      expired(
        whole.map((image) => this.candidate(image)),
        rulesIn(repository.lifecyclePolicy.text),
        now,
      ),
    );
    for (const image of whole.filter(({ digest }) => gone.has(digest))) await this.ecr.removeImage(image);
    if (gone.size > 0) this.log.info(`${gone.size} images of ${repository.name} have expired`);
  }

  private candidate(image: Image): Candidate {
    return { digest: image.digest, tags: this.ecr.images.tagsOf(image), pushedAt: image.pushedAt };
  }

  /** The images that stand in an index: they go after it. */
  private async partsOf(images: Image[]): Promise<Set<string>> {
    const indexes = images.filter(({ mediaType }) => /index|manifest\.list/.test(mediaType));
    const texts = await Promise.all(
      indexes.map(({ repository, digest }) => this.ecr.registry.manifest(repository, digest)),
    );
    const parts = texts.flatMap((text) => parseManifest(Buffer.from(text ?? '{}')).manifests ?? []);
    return new Set(parts.map(({ digest }) => digest ?? ''));
  }
}
