import { join } from 'node:path';
import { LTS } from '../../buildpacks/node/version.ts';
import { debianStack } from '../../buildpacks/stacks/debian.ts';
import { officialStack } from '../../buildpacks/stacks/official.ts';
import { buildImage, contextOf } from '../../docker/build.ts';
import { Images } from '../../docker/images.ts';
import { pinImage } from '../../docker/pin.ts';
import { TAR_END, tarEntry } from '../../docker/tar.ts';
import { projectRoot } from '../../lib/root.ts';
import { BASE_IMAGE, type Config } from '../config.ts';
import type { Engine } from '../engine.ts';
import { type ContextFile, contextFiles, contextHash } from './context.ts';

export interface ImageJob {
  engine: Engine;
  /** Which base images can be had here. */
  stack: Config['stack'];
  /** Of the image, so that whoever made it finds it again. */
  labels: Record<string, string>;
  say(line: string): void;
  signal: AbortSignal;
}

/** The image of server and agent, as this version of the project makes it. */
export class RackImage {
  private readonly files: ContextFile[];

  constructor(root: string = projectRoot) {
    this.files = contextFiles(root);
  }

  /** The same for the same code and stack: what has this tag need not be built. */
  tag(stack: Config['stack']): string {
    return contextHash(this.files, stack, LTS);
  }

  /** Builds the image with the engine and answers its id. What did not change comes from the engine's cache. */
  async build(job: ImageJob): Promise<string> {
    const { engine, stack, labels, say, signal } = job;
    const args = { BASE: await baseOf(job) };
    const context = contextOf([...this.files.map(entryOf), TAR_END]);
    const tag = `rack/rack:${this.tag(stack)}`;
    return buildImage(engine, { context, tag, args, labels, say, signal });
  }
}

// Private

function entryOf({ path, content, executable }: ContextFile): Buffer {
  return tarEntry(path, content, executable ? 0o755 : 0o644);
}

/** Debian with Node.js under long-term support: pulled, or made as for apps. */
async function baseOf({ engine, stack, say, signal }: ImageJob): Promise<string> {
  const folder = join(projectRoot, 'node_modules/.cache/rack-image');
  const from =
    stack === 'official'
      ? officialStack({ folder, pin: (image) => pinImage(engine, image) })
      : debianStack({ baseImage: BASE_IMAGE, folder, images: new Images(engine) });
  const pin = { wanted: LTS, from: 'the rack itself' };
  const runtime = { name: 'node', title: 'Node.js', version: await from.resolve('node', pin), pin, at: 'run' } as const;
  const { run } = await from.bases({ runtimes: [runtime], packages: { build: [], run: [] } }, say, signal);
  return run.image;
}
