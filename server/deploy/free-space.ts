import { statfs } from 'node:fs/promises';
import type Docker from 'dockerode';
import { Failure } from '../../lib/failure.ts';
import { size } from './timing.ts';

/** The failure with how much room the engine's disk has, where it is for want of room, and that disk can be seen from here. */
export async function withFreeSpace(docker: Docker, error: unknown): Promise<unknown> {
  if (!(error instanceof Failure) || error.code !== 'no_space') return error;
  const room = await roomOf(docker).catch(() => undefined);
  const [first, ...rest] = error.message.split('\n');
  const message = [room === undefined ? first : `${first}: ${room}`, ...rest].join('\n');
  return new Failure(error.code, message, { hint: error.hint ?? '', cause: error });
}

// Private

async function roomOf(docker: Docker): Promise<string> {
  const { DockerRootDir } = await docker.info();
  const { bavail, blocks, bsize } = await statfs(DockerRootDir);
  return `${size(bavail * bsize)} of ${size(blocks * bsize)} are free in ${DockerRootDir}`;
}
