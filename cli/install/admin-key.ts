import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../lib/failure.ts';

/** Where people have their public key, the better kinds first. */
const USUAL = ['id_ed25519.pub', 'id_ecdsa.pub', 'id_rsa.pub'];

/** The public key of the first admin: of the file that was named, or the person's own. */
export function adminKey(file: string | undefined, env: NodeJS.ProcessEnv): string {
  const path = file ?? usualPath(env);
  if (!path)
    throw new Failure('no_key', 'No SSH public key was found in ~/.ssh.', {
      hint: 'Make one with ssh-keygen -t ed25519, or name one with --key FILE.',
    });
  const key = read(path);
  if (/^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+) AAAA[A-Za-z0-9+/=]+( .*)?$/.test(key)) return key;
  throw new Failure(
    'bad_key',
    `${path} holds no SSH public key${key.includes('PRIVATE') ? ', but a private one' : ''}.`,
    {
      hint: 'Give the file that ends in .pub with --key.',
    },
  );
}

// Private

function usualPath({ HOME = '' }: NodeJS.ProcessEnv): string | undefined {
  return USUAL.map((name) => join(HOME, '.ssh', name)).find((path) => existsSync(path));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new Failure('no_key', `${path} cannot be read.`, { hint: 'Name your public key with --key FILE.', cause });
  }
}
