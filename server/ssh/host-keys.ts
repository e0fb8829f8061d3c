import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../lib/run.ts';

const TYPES = [
  { type: 'ed25519', bits: '256' },
  { type: 'rsa', bits: '3072' },
] as const;

/** The private host keys in this folder, made once (mode 0600): clients remember them and refuse others. */
export async function hostKeys(folder: string): Promise<Buffer[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return Promise.all(TYPES.map(({ type, bits }) => hostKey(join(folder, `ssh_host_${type}_key`), type, bits)));
}

// Private

/** Made under another name first, so that a crash leaves no half a key. */
async function hostKey(path: string, type: string, bits: string): Promise<Buffer> {
  if (!existsSync(path)) {
    const fresh = `${path}.new`;
    await Promise.all([fresh, `${fresh}.pub`].map((file) => rm(file, { force: true })));
    await run(['ssh-keygen', '-q', '-t', type, '-b', bits, '-N', '', '-C', 'rack', '-f', fresh]);
    await rename(`${fresh}.pub`, `${path}.pub`);
    await rename(fresh, path);
  }
  return readFile(path);
}
