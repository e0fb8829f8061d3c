import { createHash } from 'node:crypto';
import { Failure } from '../lib/failure.ts';

/** What the local endpoint is told by its environment; see `readConfig` for the names. */
export interface Config {
  /** The rack's name: the prefix of every container, network and image made here, and the value of their label. */
  rack: string;
  /** The folder that holds this endpoint's state. */
  home: string;
  /** The port of the AWS endpoint on 127.0.0.1. */
  port: number;
  /** The port of the image registry on 127.0.0.1. */
  registryPort: number;
  region: string;
  account: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** The Debian image that helper images (HAProxy, registry) are built on. */
  baseImage: string;
}

/** Every container, network, volume and image that local/ makes carries this label with the rack's name as value. */
export const RACK_LABEL = 'io.rack.rack';

/** The id of this machine, which is the only EC2 instance that a rack has here. */
export function instanceId({ rack }: Pick<Config, 'rack'>): string {
  return `i-${createHash('sha256').update(rack).digest('hex').slice(0, 17)}`;
}

/** The id of an availability zone, by which accounts mean the same one: `use1-az1` is that of `us-east-1a`. */
export function zoneId(zone: string): string {
  const [, area = '', ...words] = /^([a-z]{2}(?:-[a-z]+(?=-[a-z]))?)-([a-z]+)-(\d+)([a-z])$/.exec(zone) ?? [];
  const [direction = '', number, letter = ''] = words;
  const short = direction.replace(/(north|south|east|west|central)/g, (word) => word.charAt(0));
  return `${area.replace('-', '').slice(0, 3)}${short}${number}-az${letter.charCodeAt(0) - 96}`;
}

/** Reads the configuration from environment variables; throws a `Failure` that names the bad one. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  return {
    rack: required(env, 'RACK'),
    home: required(env, 'RACK_LOCAL_HOME'),
    port: port(env, 'RACK_AWS_PORT'),
    registryPort: port(env, 'RACK_REGISTRY_PORT'),
    region: required(env, 'AWS_REGION'),
    account: env.RACK_AWS_ACCOUNT ?? '000000000000',
    accessKeyId: required(env, 'AWS_ACCESS_KEY_ID'),
    secretAccessKey: required(env, 'AWS_SECRET_ACCESS_KEY'),
    baseImage: required(env, 'RACK_BASE_IMAGE'),
  };
}

// Private

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new Failure('bad_config', `The environment variable ${name} is not set.`, {
    hint: 'Start local/ with `rack up`.',
  });
}

function port(env: NodeJS.ProcessEnv, name: string): number {
  const value = Number(required(env, name));
  if (Number.isInteger(value) && value > 0 && value < 65536) return value;
  throw new Failure('bad_config', `${name} is ${env[name]}, which is no port number.`, { hint: 'Use 1 to 65535.' });
}
