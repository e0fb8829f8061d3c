import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { Failure } from '../../lib/failure.ts';
import { run } from '../../lib/run.ts';

const TYPES = [
  { type: 'ed25519', bits: '256', name: 'ssh-ed25519' },
  { type: 'rsa', bits: '3072', name: 'ssh-rsa' },
] as const;

/**
 * The private host keys in this folder, made once (mode 0600): clients remember them and refuse others. Throws a `Failure`
 * `bad_host_key` for a file that others may read, or that is no such key: a new key in its place would have every client
 * warn of an attack.
 */
export async function hostKeys(folder: string): Promise<Buffer[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return Promise.all(TYPES.map((key) => hostKey(join(folder, `ssh_host_${key.type}_key`), key)));
}

// Private

async function hostKey(path: string, key: (typeof TYPES)[number]): Promise<Buffer> {
  const found = await stat(path).catch(nothingThere);
  if (!found) await make(path, key);
  else if (!found.isFile())
    throw bad(`${path} is no file.`, 'Restore it from a backup, or move it away for a new key.');
  else if (found.mode & 0o077)
    throw bad(
      `The host key ${path} has the mode ${octal(found.mode)}, so that others than the server may use it.`,
      `Make a new one if somebody may have read it; else: chmod 600 ${path}`,
    );
  const text = await readFile(path);
  const parsed = ssh2.utils.parseKey(text);
  if (parsed instanceof Error || parsed.type !== key.name || !parsed.isPrivateKey())
    throw bad(
      `The host key ${path} is damaged: it holds no private key of the type ${key.name}.`,
      'Restore it from a backup. If there is none, move it away: a new one is made, and clients must be told of it.',
    );
  return text;
}

/** Made under another name first, so that a crash leaves no half a key. */
async function make(path: string, { type, bits }: (typeof TYPES)[number]): Promise<void> {
  const fresh = `${path}.new`;
  await Promise.all([fresh, `${fresh}.pub`].map((file) => rm(file, { force: true })));
  await run(['ssh-keygen', '-q', '-t', type, '-b', bits, '-N', '', '-C', 'rack', '-f', fresh]);
  await rename(`${fresh}.pub`, `${path}.pub`);
  await rename(fresh, path);
}

function nothingThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function octal(mode: number): string {
  return `0${(mode & 0o777).toString(8)}`;
}

function bad(message: string, hint: string): Failure {
  return new Failure('bad_host_key', message, { hint, blame: 'rack' });
}
