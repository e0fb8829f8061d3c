import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CountedRack } from '../../test/logs/counted-rack.ts';
import { Processors } from './processors.ts';

/** Lines a second that the readers are given. */
const PACE = 1000;

/** Milliseconds of lines before it is measured. */
const WARM = 2000;

/** A piece of a stream as the first reader got it: milliseconds since the piece before, and bytes. */
export interface Piece {
  after: number;
  bytes: number;
}

/** What readers cost, in milliseconds of the server's processor for a thousand lines of the app. */
export interface CrowdCost {
  readers: number;
  server: number;
  /** What a server that only writes the same bytes to as many sockets takes. */
  sockets: number;
}

/** What so many readers of one app, who all follow over the API, cost the server. */
export async function crowd(counted: CountedRack, readers: number, seconds: number): Promise<CrowdCost> {
  const [app = ''] = await counted.apps(1);
  const [writer] = await counted.writers.start([app], 1, { pace: PACE, isOpen: true });
  const server = counted.rack.status.processes.find(({ name }) => name === 'server')?.pid ?? 0;
  const { url, token } = counted.door(app);
  const measured = await measure(server, { url: `${url}?follow=true&num=0`, token, readers, seconds });
  if (writer) await counted.writers.stop([writer]);
  await counted.writers.remove();
  const floor = await floorOf(measured.pieces, { readers, seconds });
  const lines = PACE * seconds;
  return { readers, server: (measured.processor * 1000) / lines, sockets: (floor * 1000) / lines };
}

// Private

interface Crowd {
  url: string;
  token: string;
  readers: number;
  seconds: number;
}

/** The milliseconds that a process takes while the readers are there, and what the first of them got. */
async function measure(
  pid: number,
  { url, token, readers, seconds }: Crowd,
): Promise<{ processor: number; pieces: Piece[] }> {
  const client = program('crowd-client', [url, token, `${readers}`]);
  try {
    await heard(client, 'connected');
    await sleep(WARM);
    const processors = new Processors({ it: pid });
    client.send('begin');
    await sleep(seconds * 1000);
    const { it } = processors.taken();
    client.send('end');
    const [pieces] = (await once(client, 'message')) as [Piece[]];
    return { processor: it?.processor ?? 0, pieces };
  } finally {
    client.kill('SIGKILL');
  }
}

async function floorOf(pieces: Piece[], { readers, seconds }: Pick<Crowd, 'readers' | 'seconds'>): Promise<number> {
  const floor = program('socket-floor', []);
  try {
    floor.send(pieces);
    const [port] = (await once(floor, 'message')) as [number];
    const url = `http://127.0.0.1:${port}/`;
    return (await measure(floor.pid ?? 0, { url, token: 'none', readers, seconds })).processor;
  } finally {
    floor.kill('SIGKILL');
  }
}

function program(name: string, args: string[]): ChildProcess {
  return fork(join(import.meta.dirname, `${name}.js`), args);
}

async function heard(child: ChildProcess, wanted: string): Promise<void> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [unknown];
    if (message === wanted) return;
  }
}
