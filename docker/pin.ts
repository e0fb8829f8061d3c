import type Docker from 'dockerode';
import { Failure } from '../lib/failure.ts';
import { inspectImage } from './inspect.ts';
import { reasonOf } from './pull.ts';

/** An image that can stand in `FROM`, and what it is exactly. */
export interface PinnedImage {
  /** With its digest, where a registry told it. */
  image: string;
  /** `sha256:…` */
  digest: string;
}

/**
 * An image by the digest that its registry has for it now; where the registry does not answer, the engine's own copy. Throws
 * a `Failure` `pull_failed` when there is neither.
 */
export async function pinImage(docker: Docker, image: string): Promise<PinnedImage> {
  try {
    const { Descriptor } = await docker.getImage(image).distribution();
    return { image: `${image}@${Descriptor.digest}`, digest: Descriptor.digest };
  } catch (error) {
    const own = await inspectImage(docker, image);
    if (own) return { image, digest: own.Id };
    throw new Failure('pull_failed', `The base image ${image} cannot be had: ${reasonOf(error)}`, {
      hint: "See whether the rack's machine reaches the registry, or set the rack to the debian stack.",
      cause: error,
    });
  }
}
