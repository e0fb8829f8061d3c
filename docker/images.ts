import type Docker from 'dockerode';
import { buildImage, contextOf } from './build.ts';
import { inspectImage } from './inspect.ts';
import { outputOf } from './output.ts';
import { TAR_END, tarEntry } from './tar.ts';

/** An image that the engine has. */
export interface FoundImage {
  /** `sha256:…` */
  id: string;
  createdAt: Date;
  /** Its variables as `NAME=value`. */
  env: readonly string[];
}

/** The images of one engine: which there are, how to make one out of a few files, and what they know. */
export class Images {
  private readonly docker: Docker;

  constructor(docker: Docker) {
    this.docker = docker;
  }

  /** The image of this name; undefined when there is none. */
  async find(name: string): Promise<FoundImage | undefined> {
    const found = await inspectImage(this.docker, name);
    return found && { id: found.Id, createdAt: new Date(found.Created), env: found.Config.Env ?? [] };
  }

  /** Builds an image whose context is these files, a Dockerfile among them; `anew` leaves out the engine's cache. */
  async build(
    tag: string,
    files: Record<string, Buffer | string>,
    { anew, signal }: { anew: boolean; signal: AbortSignal },
  ): Promise<void> {
    const entries = Object.entries(files).map(([path, content]) => tarEntry(path, content));
    const context = contextOf([...entries, TAR_END]);
    await buildImage(this.docker, { context, tag, anew, labels: {}, say: () => {}, signal });
  }

  /** What a program of an image prints; throws a `Failure` `command_failed` that ends in its last words. */
  output(name: string, argv: readonly string[]): Promise<string> {
    return outputOf(this.docker, name, argv);
  }

  /** Takes an image from the engine, unless something is made of it or runs with it. */
  async remove(id: string): Promise<void> {
    try {
      await this.docker.getImage(id).remove();
    } catch (error) {
      if (![404, 409].includes((error as { statusCode?: number }).statusCode ?? 0)) throw error;
    }
  }
}
