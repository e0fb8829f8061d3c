import { createServer } from 'node:net';
import { Failure } from '../lib/failure.ts';
import { byHolder } from '../lib/port-holder.ts';

/** The ports of a rack, all on 127.0.0.1. */
export interface Ports {
  /** The AWS endpoint. */
  aws: number;
  /** The load balancer's HTTP listener. */
  router: number;
  /** The server's SSH door. */
  ssh: number;
  /** The server's HTTP door. */
  http: number;
  /** The image registry. */
  registry: number;
}

export type PortName = keyof Ports;

export const DEFAULT_PORTS: Ports = { aws: 4566, router: 8080, ssh: 2222, http: 5443, registry: 5100 };

export const PORT_NAMES = Object.keys(DEFAULT_PORTS) as PortName[];

/** How many ports after a taken default are tried. */
const TRIES = 100;

/** The ports that options ask for: `--ssh-port 2300`. Throws a `Failure` for what is no port. */
export function askedPorts(options: Record<string, string | boolean | string[] | undefined>): Partial<Ports> {
  const asked = PORT_NAMES.filter((name) => options[`${name}-port`] !== undefined);
  return Object.fromEntries(asked.map((name) => [name, parsePort(name, options[`${name}-port`] as string)]));
}

/**
 * The ports of a new rack: those asked for, which must be free, and defaults, or the next free ones where a default is
 * taken; `say` is told of these.
 */
export async function choosePorts(asked: Partial<Ports>, say: (line: string) => void): Promise<Ports> {
  const chosen: Partial<Ports> = {};
  for (const name of PORT_NAMES) {
    const port = asked[name];
    if (port !== undefined) await checkFree(name, port);
    chosen[name] = port ?? (await nextFree(name, Object.values({ ...asked, ...chosen }), say));
  }
  checkDistinct(chosen as Ports);
  return chosen as Ports;
}

/** Throws a `Failure` `port_taken` that names the holder, where it is known. */
export async function checkFree(name: PortName, port: number): Promise<void> {
  if (await isFree(port)) return;
  throw new Failure('port_taken', `Port ${port} (${name}) is taken${await byHolder(port)}.`, {
    hint: `End that program, or choose another port with --${name}-port.`,
  });
}

/** True when nothing listens on this port of 127.0.0.1. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A port that the system picks; for a door that nobody needs to know by number. */
export function anyFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

// Private

function parsePort(name: PortName, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new Failure('bad_usage', `--${name}-port ${text} is no port number.`, {
    hint: 'Use a number from 1 to 65535.',
  });
}

async function nextFree(name: PortName, taken: number[], say: (line: string) => void): Promise<number> {
  const first = DEFAULT_PORTS[name];
  for (let port = first; port < first + TRIES; port++) {
    if (taken.includes(port) || !(await isFree(port))) continue;
    if (port !== first) say(`Port ${first} is taken${await byHolder(first)}; ${name} gets ${port}.`);
    return port;
  }
  throw new Failure('port_taken', `No port from ${first} to ${first + TRIES - 1} is free for ${name}.`, {
    hint: `Choose one with --${name}-port.`,
  });
}

function checkDistinct(ports: Ports): void {
  const twice = PORT_NAMES.find((name, at) => PORT_NAMES.findIndex((other) => ports[other] === ports[name]) < at);
  if (!twice) return;
  throw new Failure('bad_usage', `Port ${ports[twice]} is asked for twice.`, { hint: 'Give every door its own port.' });
}
