import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Failure } from '../../../lib/failure.ts';
import { gitEnvironment } from '../environment.ts';
import type { Location } from './locate.ts';

/** What one fetch may take. */
export interface FetchLimits {
  /** Bytes of the packs that come in. */
  bytes: number;
  /** Milliseconds for the whole. */
  time: number;
}

/** A fetch into a repository. */
export interface FetchOrder {
  repository: string;
  refspecs: readonly string[];
  /** Without the history of what the refspecs name. */
  shallow: boolean;
  limits: FetchLimits;
  signal: AbortSignal;
}

/** Milliseconds between two looks at the size. */
const LOOK = 250;

/**
 * Fetches by refspecs from a located repository: from that address alone, over HTTP(S) alone, with no credentials, no
 * configuration of the machine and no redirects. Answers git's exit code and what it said. Rejects when it is cancelled,
 * or over its limits.
 */
export async function fetchFrom(location: Location, order: FetchOrder): Promise<{ code: number; said: string }> {
  const { repository, limits, signal } = order;
  const before = await packBytes(repository);
  const isOver = async () => (await packBytes(repository)) - before > limits.bytes;
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(tooSlow(limits.time)), limits.time);
  const watch = setInterval(async () => {
    if (await isOver()) over.abort(tooLarge(limits.bytes));
  }, LOOK);
  try {
    const answer = await git(location, order, AbortSignal.any([signal, over.signal]));
    if (await isOver()) throw tooLarge(limits.bytes);
    return answer;
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
  }
}

/** The bytes of a repository's packs, those that just come in among them. */
export async function packBytes(repository: string): Promise<number> {
  const folder = join(repository, 'objects', 'pack');
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

// Private

/** Old repositories have such objects, and they do no harm. */
const FORGIVEN = [
  'zeroPaddedFilemode',
  'missingSpaceBeforeDate',
  'badTimezone',
  'missingEmail',
  'missingNameBeforeEmail',
];

const CONFIG = [
  ['protocol.allow', 'never'],
  ['protocol.http.allow', 'always'],
  ['protocol.https.allow', 'always'],
  ['protocol.version', '2'],
  ['http.followRedirects', 'false'],
  ['http.proxy', ''],
  ['http.lowSpeedLimit', '1000'],
  ['http.lowSpeedTime', '30'],
  ['credential.helper', ''],
  ['core.hooksPath', '/dev/null'],
  ['fetch.unpackLimit', '1'],
  ['fetch.fsckObjects', 'true'],
  ...FORGIVEN.map((id) => [`fetch.fsck.${id}`, 'ignore']),
  ['gc.auto', '0'],
] as const;

/** A proxy would ask another address than the one that was looked at. */
const PROXIES = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);
const NO_PROXY = Object.fromEntries(PROXIES.map((name) => [name, undefined]));

/** Without a home in which names and passwords could lie. */
const environment = (repository: string): NodeJS.ProcessEnv => ({
  ...process.env,
  ...gitEnvironment({ HOME: repository, ...NO_PROXY }),
});

function command({ url, address }: Location, { repository, refspecs, shallow }: FetchOrder): string[] {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const pinned = `${url.hostname}:${port}:${isIPv6(address) ? `[${address}]` : address}`;
  const config = [...CONFIG, ['http.curloptResolve', pinned]].flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const options = ['--quiet', '--no-tags', '--no-recurse-submodules', ...(shallow ? ['--depth=1'] : [])];
  return ['-C', repository, ...config, 'fetch', ...options, '--', url.href, ...refspecs];
}

async function git(location: Location, order: FetchOrder, signal: AbortSignal) {
  signal.throwIfAborted();
  const env = environment(order.repository);
  // A group of its own, so that the programs which git starts end with it.
  const child = spawn('git', command(location, order), { detached: true, stdio: ['ignore', 'ignore', 'pipe'], env });
  const stop = () => endGroup(child.pid);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const exit = new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code) => resolve(code ?? 128));
    });
    const [code, said] = await Promise.all([exit, text(child.stderr)]);
    signal.throwIfAborted();
    return { code, said };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

function tooLarge(bytes: number): Failure {
  return new Failure('submodule_too_large', `It is larger than ${Math.round(bytes / 1024 ** 2)} MiB.`);
}

function tooSlow(time: number): Failure {
  return new Failure('submodule_too_slow', `It took longer than ${Math.round(time / 1000)} s.`);
}
