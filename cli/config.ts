import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Failure } from '../lib/failure.ts';
import type { TlsFiles } from '../lib/tls-files.ts';
import type { Home } from './home.ts';
import type { Ports } from './ports.ts';

/** What a rack was made with: written by its first `rack up`, kept in `config.json`. */
export interface Config {
  rack: string;
  ports: Ports;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** The images that buildpacks build on: `official` where they can be pulled; see buildpacks/stacks. */
  stack: 'debian' | 'official';
  /** The suffix of the apps' host names. */
  domain: string;
  /** Server and agent are containers, as in an AWS account, instead of processes of the machine. */
  containers?: boolean;
  /** The PEM files with which the server's HTTP door speaks TLS. */
  tls?: TlsFiles;
}

/** The Debian image that helper images and the `debian` stack are built on. */
export const BASE_IMAGE = 'rack/debian:bookworm';

const LONGEST_NAME = 20;

/** The configuration, or undefined when no rack was made in this home. */
export function findConfig(home: Home): Config | undefined {
  if (!existsSync(home.config)) return undefined;
  try {
    return JSON.parse(readFileSync(home.config, 'utf8')) as Config;
  } catch (cause) {
    throw unreadable(home, cause);
  }
}

/** The configuration; throws a `Failure` `no_rack` when no rack was made in this home. */
export function readConfig(home: Home): Config {
  const config = findConfig(home);
  if (config) return config;
  throw new Failure('no_rack', `There is no rack in ${home.path}.`, {
    hint: 'Make one with `rack up`, or set RACK_HOME to the folder of yours.',
  });
}

/** Writes it whole or not at all, readable for its owner only. */
export function writeConfig(home: Home, config: Config): void {
  mkdirSync(home.path, { recursive: true });
  const fresh = `${home.config}.new`;
  writeFileSync(fresh, `${JSON.stringify(config, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, home.config);
}

/** A configuration with fresh keys for the endpoint. */
export function newConfig(rack: string, ports: Ports, stack: Config['stack']): Config {
  return {
    rack,
    ports,
    stack,
    region: 'us-east-1',
    domain: 'localhost',
    accessKeyId: `AKIA${letters(16)}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  };
}

/** Throws a `Failure` `bad_rack_name` unless stacks, networks and images can be named after it. */
export function checkRackName(name: string): void {
  if (name.length <= LONGEST_NAME && /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) && !name.includes('--')) return;
  throw new Failure('bad_rack_name', `"${name}" cannot be the name of a rack.`, {
    hint: `Use up to ${LONGEST_NAME} characters: small letters, digits and single hyphens, starting with a letter.`,
  });
}

// Private

/** Letters and digits of base 32, as in AWS access key ids. */
function letters(count: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return [...randomBytes(count)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

function unreadable(home: Home, cause: unknown): Failure {
  if ((cause as NodeJS.ErrnoException).code === 'EACCES')
    return new Failure('not_root', `The rack in ${home.path} belongs to root.`, {
      hint: 'Run the command with sudo.',
      cause,
    });
  return new Failure('bad_config', `${home.config} cannot be read: ${(cause as Error).message}`, { cause });
}
