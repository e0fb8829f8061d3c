import { existsSync, readFileSync } from 'node:fs';
import { get as getOverHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { get as getOverHttps } from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { Failure } from '../../lib/failure.ts';

/** What is asked, beside the path: filters as JSON. */
export type Query = Record<string, string | number | boolean | object>;

/**
 * Asks this machine's Docker engine questions. The client that can do everything takes 14 MiB more, on every instance; it is
 * loaded by `RunningContainers` when somebody wants to do something in a container.
 */
export class EngineSocket {
  private readonly door: Door;

  /** `env` says where the engine is, as it does for Docker's own client. */
  constructor(env: NodeJS.ProcessEnv) {
    this.door = doorOf(env);
  }

  /** What the engine answers. Rejects with its sentence and `statusCode` when it refuses. */
  async ask<T>(path: string, query: Query = {}): Promise<T> {
    return (await json(await this.open(path, query))) as T;
  }

  /** An answer that goes on and on, until the signal aborts. */
  async open(path: string, query: Query, signal?: AbortSignal): Promise<IncomingMessage> {
    const { get, ...options } = this.door;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ ...options, path: `${path}?${written(query)}`, ...(signal && { signal }) }, resolve).on('error', reject);
    });
    if (answer.statusCode === 200) return answer;
    const { message } = (await json(answer).catch(() => ({}))) as { message?: string };
    throw Object.assign(new Error(`Docker answered ${answer.statusCode}: ${message ?? 'without a reason'}`), {
      statusCode: answer.statusCode,
    });
  }
}

// Private

/** Where the engine is, and how one gets in. */
interface Door extends RequestOptions {
  get: typeof getOverHttp;
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
}

function doorOf({ DOCKER_HOST: host = '', DOCKER_TLS_VERIFY, DOCKER_CERT_PATH }: NodeJS.ProcessEnv): Door {
  const unix = host === '' ? usualSocket() : /^unix:\/\/(.*)/.exec(host)?.[1];
  if (unix !== undefined) return { get: getOverHttp, socketPath: unix || usualSocket() };
  const { hostname, port, protocol } = new URL(host.includes('//') ? host : `tcp://${host}`);
  if (protocol === 'ssh:')
    throw new Failure('engine_out_of_reach', `The engine at ${host} is on another machine, whose logs are not here.`, {
      hint: 'Set DOCKER_HOST to the socket of the engine of this machine.',
    });
  if (DOCKER_TLS_VERIFY !== '1' && port !== '2376') return { get: getOverHttp, hostname, port };
  const file = (name: string) => readFileSync(join(DOCKER_CERT_PATH ?? join(homedir(), '.docker'), name));
  return { get: getOverHttps, hostname, port, ca: file('ca.pem'), cert: file('cert.pem'), key: file('key.pem') };
}

/** Docker Desktop has its socket in the home folder. */
function usualSocket(): string {
  const own = join(homedir(), '.docker', 'run', 'docker.sock');
  return existsSync(own) ? own : '/var/run/docker.sock';
}

function written(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    params.set(name, typeof value === 'object' ? JSON.stringify(value) : `${value}`);
  return `${params}`;
}
