import { run } from '../../lib/run.ts';
import type { GitServer } from './server.ts';

/** No configuration of the machine or its user. */
const ALONE = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };

/** Pushes `main` of a repository on this machine. */
export async function push(server: GitServer, source: string, name: string): Promise<void> {
  await run(['git', '-C', source, 'push', '-q', server.url(name), 'main'], { env: { ...ALONE, ...server.env } });
}

/** A clone without a work tree: writing that out costs the client the same everywhere. */
export async function clone(server: GitServer, name: string, to: string): Promise<void> {
  const argv = ['git', 'clone', '-q', '--bare', server.url(name), to];
  await run(argv, { env: { ...ALONE, ...server.env } });
}

/** Milliseconds that work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The ciphers that the client settled on with both. */
export async function cipherOf(...servers: GitServer[]): Promise<string> {
  const ciphers = servers.map(async ({ env, url, name }) => {
    if (!env.GIT_SSH_COMMAND) return `${name} without TLS`;
    const GIT_SSH_COMMAND = `${env.GIT_SSH_COMMAND} -v`;
    const { stderr } = await run(['git', 'ls-remote', url('nothing')], {
      env: { ...ALONE, GIT_SSH_COMMAND },
      ok: [0, 128],
    });
    return `${name} ${/kex: server->client cipher: (\S+)/.exec(stderr)?.[1]}`;
  });
  return (await Promise.all(ciphers)).join(', ');
}
