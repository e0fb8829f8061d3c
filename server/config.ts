import { join } from 'node:path';
import { Failure } from '../lib/failure.ts';

export type StackName = 'debian' | 'official';

/** What the server is told by its environment; the AWS SDK reads its own `AWS_*` names besides. */
export interface Config {
  /** The rack's name, which is also the name of its CloudFormation stack. */
  rack: string;
  /** The folder of all state that is not in AWS: database, repositories, host keys, log history. */
  data: string;
  ssh: { host: string; port: number };
  http: { host: string; port: number };
  /** Which images buildpacks build on; see buildpacks/stacks. */
  stack: StackName;
  /** The Debian base image of the `debian` stack. */
  baseImage: string;
  /** The public key of the first admin, used only while there is no developer yet. */
  adminKey: string | undefined;
  /** Seconds in which a new web process must answer its first health check. */
  healthTimeout: number;
}

/** Reads the configuration from environment variables; throws a `Failure` that names the bad one. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  return {
    rack: required(env, 'RACK'),
    data: required(env, 'RACK_DATA'),
    ssh: { host: env.RACK_SSH_HOST ?? '0.0.0.0', port: number(env, 'RACK_SSH_PORT', 22) },
    http: { host: env.RACK_HTTP_HOST ?? '0.0.0.0', port: number(env, 'RACK_HTTP_PORT', 5443) },
    stack: stack(env.RACK_STACK ?? 'official'),
    baseImage: env.RACK_BASE_IMAGE ?? 'debian:bookworm-slim',
    adminKey: env.RACK_ADMIN_KEY,
    healthTimeout: number(env, 'RACK_HEALTH_TIMEOUT', 60),
  };
}

/** Where things lie below the data folder. */
export const dataPaths = (data: string) => ({
  database: join(data, 'rack.db'),
  logs: join(data, 'logs.db'),
  repositories: join(data, 'repos'),
  hostKeys: join(data, 'host-keys'),
  secretKey: join(data, 'secret.key'),
});

// Private

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new Failure('bad_config', `The environment variable ${name} is not set.`, {
    hint: `Set ${name} and start again.`,
  });
}

function number(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const value = Number(env[name] ?? otherwise);
  if (Number.isInteger(value) && value > 0 && value < 65536) return value;
  throw new Failure('bad_config', `${name} is "${env[name]}", which is no number from 1 to 65535.`);
}

function stack(value: string): StackName {
  if (value === 'debian' || value === 'official') return value;
  throw new Failure('bad_config', `RACK_STACK is "${value}".`, { hint: 'Use debian or official.' });
}
