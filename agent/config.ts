import { Failure } from '../lib/failure.ts';

/** What the agent is told by its environment; the AWS SDK reads its own `AWS_*` names besides. */
export interface Config {
  /** The rack's name: only containers whose label `rack.name` has this value are looked at. */
  rack: string;
  /** The folder where positions are remembered. */
  home: string;
  /** The name of the ECS cluster that this machine is part of. */
  cluster: string;
  /** The name of the Kinesis stream that carries the rack's logs. */
  stream: string;
  /** The port of `GET /health` on 127.0.0.1; undefined for none. */
  httpPort: number | undefined;
  /** The server, and the secret by which it knows the rack's agents; undefined: nobody runs commands on this machine. */
  server: ServerAddress | undefined;
}

/** The server, and what shows both that they are of one rack. */
export interface ServerAddress {
  /** `http://127.0.0.1:5443` */
  url: string;
  /** The host to connect to in place of the URL's, which then is only asked for. */
  address: string | undefined;
  secret: string;
}

/** Reads the configuration from environment variables; throws a `Failure` that names the bad one. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  return {
    rack: required(env, 'RACK'),
    home: required(env, 'RACK_AGENT_HOME'),
    cluster: required(env, 'RACK_CLUSTER'),
    stream: required(env, 'RACK_LOG_STREAM'),
    httpPort: env.RACK_AGENT_HTTP_PORT ? port(env, 'RACK_AGENT_HTTP_PORT') : undefined,
    server: env.RACK_SERVER_URL ? serverAddress(env) : undefined,
  };
}

// Private

function serverAddress(env: NodeJS.ProcessEnv): ServerAddress {
  return {
    url: url(env, 'RACK_SERVER_URL'),
    address: env.RACK_SERVER_ADDRESS || undefined,
    secret: required(env, 'RACK_AGENT_SECRET'),
  };
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new Failure('bad_config', `The environment variable ${name} is not set.`, {
    hint: `Set ${name} and start again.`,
  });
}

function port(env: NodeJS.ProcessEnv, name: string): number {
  const value = Number(env[name]);
  if (Number.isInteger(value) && value > 0 && value < 65536) return value;
  throw new Failure('bad_config', `${name} is "${env[name]}", which is no number from 1 to 65535.`);
}

function url(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name] as string;
  if (/^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : '')) return value.replace(/\/$/, '');
  throw new Failure('bad_config', `${name} is "${value}", which is no address as http://127.0.0.1:5443.`);
}
