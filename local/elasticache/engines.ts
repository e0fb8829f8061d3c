import { invalidCombination, invalidValue } from '../datastores/requests.ts';
import type { StoreSpec } from '../datastores/stores.ts';
import type { Cache } from './model.ts';

/** One kind of cache server: what differs from one to the other. */
export interface Engine {
  name: string;
  kind: Cache['kind'];
  port: number;
  image: StoreSpec['image'];
  /** The versions by which it is asked for; the image has the newest of the first. */
  versions: readonly string[];
  family: string;
  isKept: boolean;
  /** The arguments of its program for this much memory, in MiB. */
  command(cache: Pick<Cache, 'isEncrypted'>, memory: number): string[];
  /** Fails until it serves. */
  probe: string[];
  /** Writes the whole version, alone or among other things. */
  versionProbe: string[];
  versionPattern: RegExp;
}

const CLIENT = ['/bin/sh', '/usr/share/rack/client'];

/** Redis of Debian 12: what it is told is on the disk a second later at most, which is more than ElastiCache promises. */
export const redis: Engine = {
  name: 'redis',
  kind: 'group',
  port: 6379,
  image: 'redis',
  versions: ['7.0', '7.x'],
  family: 'redis7',
  isKept: true,
  command: ({ isEncrypted }, memory) => [
    // As on ElastiCache, a quarter is left for what is not data.
    ...['--maxmemory', `${Math.floor(memory * 0.75)}mb`, '--maxmemory-policy', 'volatile-lru'],
    ...(isEncrypted ? ['--port', '0', '--tls-port', '6379'] : ['--port', '6379']),
  ],
  probe: [...CLIENT, '-e', 'ping'],
  versionProbe: [...CLIENT, 'info', 'server'],
  versionPattern: /^redis_version:([\d.]+)/m,
};

/** Memcached of Debian 12, which keeps nothing when it ends. */
export const memcached: Engine = {
  name: 'memcached',
  kind: 'cluster',
  port: 11_211,
  image: 'memcached',
  versions: ['1.6', '1.6.18'],
  family: 'memcached1.6',
  isKept: false,
  command: (_, memory) => ['-m', `${Math.floor(memory * 0.8)}`, '-p', '11211', '-U', '0'],
  probe: ['/bin/bash', '/usr/share/rack/client'],
  versionProbe: ['/bin/bash', '/usr/share/rack/client'],
  versionPattern: /^([\d.]+)$/m,
};

export const ENGINES: readonly Engine[] = [redis, memcached];

/** The kind of server of this name. */
export function engineNamed(name: string): Engine {
  const found = ENGINES.find((engine) => engine.name === name);
  if (found) return found;
  throw invalidValue(`Invalid cache engine: ${name}. On this machine there are: redis, memcached.`);
}

/** Throws what AWS answers unless the engine has this version; without one it is the engine's newest. */
export function checkVersion({ name, versions }: Engine, version: unknown): void {
  if (version === undefined || version === '' || versions.includes(String(version))) return;
  throw invalidCombination(`Cannot find version ${version} for ${name}. On this machine there is: ${versions[0]}.`);
}

/** Gives clients what they may do: all but what ElastiCache keeps to itself, who shows the token, or everybody where there is none. */
export function accessOf({ tokenHash }: Pick<Cache, 'tokenHash'>): string[] {
  const who = tokenHash ? `#${tokenHash}` : 'nopass';
  return [...CLIENT, '-e', 'acl', 'setuser', 'default', 'reset', 'on', who, '~*', '&*', '+@all', ...RESTRICTED];
}

/** Writes that down for the next start. */
export const keepAccess = [...CLIENT, '-e', 'acl', 'save'];

/** The program that writes all data, as of one moment. */
export const snapshotProgram = ['/bin/sh', '/usr/share/rack/snapshot'];

// Private

/** Of the commands that ElastiCache restricts, those by which a server could be taken over. */
const RESTRICTED = [
  ...['acl', 'bgrewriteaof', 'bgsave', 'config', 'debug', 'failover', 'migrate', 'module', 'psync', 'replicaof'],
  ...['save', 'shutdown', 'slaveof', 'sync'],
].map((command) => `-${command}`);
