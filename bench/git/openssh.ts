import { spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../lib/run.ts';
import type { FloorRepositories } from './floor-repositories.ts';
import type { GitServer, Test } from './server.ts';

/** OpenSSH's sshd with git behind it. */
export async function openssh(t: Test, repositories: FloorRepositories): Promise<GitServer> {
  const { folder } = repositories;
  const port = 20_000 + (process.pid % 10_000);
  const [key, host] = [join(folder, 'key'), join(folder, 'host')];
  for (const file of [key, host]) await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', file]);
  await startSshd(t, port, [
    `HostKey=${host}`,
    `AuthorizedKeysFile=${key}.pub`,
    `SetEnv=GIT_CONFIG_GLOBAL=${repositories.config}`,
    'AcceptEnv=GIT_PROTOCOL',
    // All clients come at once, and from one address.
    'MaxStartups=1000',
  ]);
  const known = ['-o', 'StrictHostKeyChecking=no', '-o', `UserKnownHostsFile=${join(folder, 'known_hosts')}`];
  return {
    name: 'OpenSSH',
    url: (name) => `ssh://root@127.0.0.1:${port}${repositories.path(name)}`,
    env: { GIT_SSH_COMMAND: ['ssh', '-F', 'none', ...known, '-o', 'IdentitiesOnly=yes', '-i', key].join(' ') },
    make: (name) => repositories.make(name),
    remove: (name) => rm(repositories.path(name), { recursive: true }),
  };
}

// Private

async function startSshd(t: Test, port: number, more: string[]): Promise<void> {
  const alone = ['ListenAddress=127.0.0.1', 'PidFile=none', 'StrictModes=no', 'PermitRootLogin=yes', 'UsePAM=no'];
  await mkdir('/run/sshd', { recursive: true });
  const options = [...alone, ...more].flatMap((each) => ['-o', each]);
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', '/dev/null', '-p', `${port}`, ...options]);
  t.teardown(() => sshd.kill());
  await new Promise<void>((resolve, reject) => {
    sshd.stderr.on('data', (chunk) => `${chunk}`.includes('listening') && resolve());
    sshd.on('exit', (code) => reject(new Error(`sshd ended with ${code}`)));
  });
}
