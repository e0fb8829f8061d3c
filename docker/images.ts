import type Docker from 'dockerode';
import { buildImage, contextOf } from './build.ts';
import { inspectImage } from './inspect.ts';
import { TAR_END, tarEntry } from './tar.ts';

/** The images of one engine: which there are, and how to make one out of a few files. */
export class Images {
  private readonly docker: Docker;

  constructor(docker: Docker) {
    this.docker = docker;
  }

  /** The image of this name, with its variables as `NAME=value`; undefined when there is none. */
  async find(tag: string): Promise<{ id: string; env: readonly string[] } | undefined> {
    const found = await inspectImage(this.docker, tag);
    return found && { id: found.Id, env: found.Config.Env ?? [] };
  }

  /** Builds an image whose context is these files, a Dockerfile among them. */
  async build(tag: string, files: Record<string, Buffer | string>, signal: AbortSignal): Promise<void> {
    const entries = Object.entries(files).map(([path, content]) => tarEntry(path, content));
    const context = contextOf([...entries, TAR_END]);
    await buildImage(this.docker, { context, tag, labels: {}, say: () => {}, signal });
  }
}
