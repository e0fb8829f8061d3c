import type { Readable } from 'node:stream';
import { lines } from '../../lib/lines.ts';
import type { Engine } from './engine.ts';

/** Name and password for the registry of an image. */
export interface RegistryLogin {
  username: string;
  password: string;
  serveraddress: string;
}

/** Pulls an image; rejects with the engine's sentence when it cannot. */
export async function pullImage(engine: Engine, image: string, login?: RegistryLogin): Promise<void> {
  const stream = (await engine.pull(image, login ? { authconfig: login } : {})) as Readable;
  for await (const line of lines(stream)) {
    const error = line && JSON.parse(line).error;
    if (error) throw new Error(error);
  }
}

/** The registry in an image's name, as the engine reads it: `host:port`, or Docker's own. */
export function registryOf(image: string): string {
  const first = image.split('/')[0] ?? '';
  const named = image.includes('/') && /[.:]|^localhost$/.test(first);
  return named ? first : 'docker.io';
}
