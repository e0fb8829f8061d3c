import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../lib/failure.ts';
import { run } from '../lib/run.ts';
import type { Config } from './config.ts';
import type { Home } from './home.ts';

/** The files by which a developer's ssh and git reach the rack. The person's own ~/.ssh is never touched. */
export function sshPaths(home: Home) {
  return {
    key: join(home.ssh, 'id_ed25519'),
    publicKey: join(home.ssh, 'id_ed25519.pub'),
    config: join(home.ssh, 'config'),
    knownHosts: join(home.ssh, 'known_hosts'),
  };
}

/** Makes the key pair of the rack's first admin unless it is there; the public key. */
export async function ensureKey(home: Home, rack: string): Promise<string> {
  const { key, publicKey } = sshPaths(home);
  mkdirSync(home.ssh, { recursive: true, mode: 0o700 });
  if (!existsSync(publicKey))
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', `admin@${rack}`, '-f', key]);
  return readFileSync(publicKey, 'utf8').trim();
}

/** Writes the config file and the host keys that the server shows, and gives them to the person behind sudo. */
export function writeSshFiles(
  home: Home,
  config: Config,
  { env, hostKeys }: { env: NodeJS.ProcessEnv; hostKeys: string[] },
): void {
  const paths = sshPaths(home);
  writeFileSync(paths.config, sshConfig(home, config), { mode: 0o600 });
  writeFileSync(paths.knownHosts, knownHosts(hostKeys, config.ports.ssh), { mode: 0o600 });
  const { SUDO_UID, SUDO_GID } = env;
  if (!SUDO_UID || !SUDO_GID) return;
  for (const path of [home.ssh, ...Object.values(paths)]) chownSync(path, Number(SUDO_UID), Number(SUDO_GID));
}

/** The block for an ssh config file, with which `ssh rack …` and `git push rack:app` work. */
export function sshConfig(home: Home, { rack, ports }: Config): string {
  const { key, knownHosts } = sshPaths(home);
  const lines = [
    'HostName 127.0.0.1',
    `Port ${ports.ssh}`,
    'User git',
    `IdentityFile ${quoted(key)}`,
    'IdentitiesOnly yes',
    `UserKnownHostsFile ${quoted(knownHosts)}`,
    'StrictHostKeyChecking yes',
  ];
  const names = rack === 'rack' ? 'rack' : `rack ${rack}`;
  return [`Host ${names}`, ...lines.map((line) => `  ${line}`), ''].join('\n');
}

/** The lines of a known_hosts file for these public keys on a port of 127.0.0.1. */
export function knownHosts(publicKeys: string[], port: number): string {
  const host = port === 22 ? '127.0.0.1' : `[127.0.0.1]:${port}`;
  return publicKeys.map((key) => `${host} ${key.trim().split(/\s+/).slice(0, 2).join(' ')}\n`).join('');
}

/** The public host keys of a server that is a process of this machine. */
export function hostKeys(home: Home): string[] {
  const folder = join(home.server, 'host-keys');
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.pub')) : [];
  if (files.length > 0) return files.sort().map((name) => readFileSync(join(folder, name), 'utf8'));
  throw new Failure('no_host_keys', `The server has written no public host key into ${folder}.`, { blame: 'rack' });
}

// Private

/** ssh reads `%` as the start of a token, and splits at blanks outside of quotes. */
function quoted(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`;
}
