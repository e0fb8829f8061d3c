import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cable } from '../integration/server/cable.ts';
import type { Clone, Running } from '../integration/server/clone.ts';
import type { Test } from '../stories/rack.ts';
import { DOORS, type DoorName, type LoadedServer } from './loaded.ts';

/** What was seen of clients: a line for each that did not get what it came for. */
export type Faults = string[];

const MIB = 1024 * 1024;

/** Some app for each door, as large as asked for, and one use of all there is. */
export async function fill(server: LoadedServer, app: string, mib: number): Promise<Clone> {
  const files = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`part-${at}`, randomBytes((mib * MIB) / 8)]));
  const clone = await server.clone('ssh', app, files);
  await mustWork(await clone.push());
  for (const door of DOORS) await mustWork(await fetched(server, clone, door, app).then(({ result }) => result));
  await clone.commit({ more: '' });
  await mustWork(await clone.push(server.remote('http', app).url, 'main'));
  return clone;
}

/** So many clones and pushes to one app and others at the same moment, half of them over each door. */
export async function crowd(
  server: LoadedServer,
  app: string,
  count: { clones: number; pushes: number },
): Promise<Faults> {
  const origin = await fill(server, app, 4);
  const pushers = await Promise.all(Array.from({ length: count.pushes }, (_, at) => pusher(server, app, at)));
  const clones = Array.from({ length: count.clones }, (_, at) => {
    const door = DOORS[at % 2] as DoorName;
    return compared(server, origin, door, app);
  });
  return (await Promise.all([...clones, ...pushers.map((push) => push())])).flat();
}

/** Readers and a writer over each door that pause for so many seconds in the middle, and then go on. */
export async function pauses(
  t: Test,
  server: LoadedServer,
  { seconds, mib }: { seconds: number; mib: number },
): Promise<Faults> {
  const origin = await fill(server, 'pauses', mib);
  const all = DOORS.flatMap((door) => [
    pausedClone(t, server, { origin, door, seconds, how: 'stopped' }),
    pausedClone(t, server, { origin, door, seconds, how: 'jammed' }),
    pausedPush(t, server, { origin, door, seconds }),
  ]);
  return (await Promise.all(all)).flat();
}

export interface Vanish {
  clients: number;
  /** How much they push and clone. */
  mib: number;
  random: () => number;
  /** The doors whose server is not told by the network that a client is gone, and must find out. */
  silent: readonly DoorName[];
}

/** Clients that are killed or lose their network at moments that `random` chooses. */
export async function vanish(t: Test, server: LoadedServer, { clients, mib, random, silent }: Vanish): Promise<void> {
  const origin = await fill(server, 'vanish', mib);
  await Promise.all(
    Array.from({ length: clients }, async (_, at) => {
      const door = DOORS[at % 2] as DoorName;
      const direction = random() < 0.5 ? 'up' : 'down';
      const bytes = Math.floor(random() ** 2 * mib * MIB);
      const ends = silent.includes(door) ? ENDS : ENDS.filter((end) => end !== 'dies');
      const end = ends[Math.floor(random() * ends.length)] as End;
      await vanished(t, server, { origin, door, direction, bytes, end, at });
    }),
  );
}

/** A pack of so many MiB pushed and cloned over one door; the growth of the server's memory in MiB meanwhile. */
export async function giant(
  server: LoadedServer,
  door: DoorName,
  mib: number,
): Promise<{ faults: Faults; push: number; clone: number; seconds: number[] }> {
  const origin = await server.clone(door, `giant-${door}`, {});
  for (let at = 0; at < mib / 16; at++) await origin.commit({ [`part-${at}`]: randomBytes(16 * MIB) });
  const times = [performance.now()];
  const pushed = await server.growth(() => origin.patient('push', 'rack', 'main'));
  times.push(performance.now());
  const cloned = await server.growth(() => compared(server, origin, door, `giant-${door}`));
  times.push(performance.now());
  const seconds = [1, 2].map((at) => Math.round(((times[at] as number) - (times[at - 1] as number)) / 100) / 10);
  const faults = [...(pushed.answer.code === 0 ? [] : [pushed.answer.stderr]), ...cloned.answer];
  return { faults, push: pushed.mib, clone: cloned.mib, seconds };
}

// Private

async function mustWork({ code, stderr }: { code: number; stderr: string }): Promise<void> {
  if (code !== 0) throw new Error(stderr);
}

let names = 0;

async function fetched(server: LoadedServer, client: Clone, door: DoorName, app: string, port?: number) {
  names += 1;
  const folder = join(server.clients, `fetched-${names}`);
  const { url, env } = server.remote(door, app, port);
  const result = await client.with(env).patient('clone', '-q', '--no-checkout', url, folder);
  return { folder, result };
}

/** A clone that must be the origin to the byte: git checks every object's name as it comes. */
async function compared(server: LoadedServer, origin: Clone, door: DoorName, app: string): Promise<Faults> {
  const { folder, result } = await fetched(server, origin, door, app);
  if (result.code !== 0) return [`clone over ${door}: exit code ${result.code}: ${result.stderr}`];
  return sameAs(origin, folder, `clone over ${door}`);
}

async function sameAs(origin: Clone, folder: string, what: string): Promise<Faults> {
  const { stdout } = await origin.git('-C', folder, 'rev-parse', 'HEAD');
  const same = stdout.trim() === (await origin.head());
  return same ? [] : [`${what}: HEAD is at ${stdout.trim()}`];
}

/** Half of the pushers have an app of their own, the others wait for each other at one. */
async function pusher(server: LoadedServer, app: string, at: number): Promise<() => Promise<Faults>> {
  const door = DOORS[at % 2] as DoorName;
  const isAlone = at % 4 < 2;
  const clone = await server.clone(door, isAlone ? `${app}-${at}` : app, { bytes: randomBytes(MIB), at: `${at}` });
  const ref = isAlone ? 'main' : `main:branch-${at}`;
  return async () => {
    const push = await clone.patient('push', 'rack', ref);
    return push.code === 0 ? [] : [`push over ${door}: exit code ${push.code}: ${push.stderr}`];
  };
}

interface Pause {
  origin: Clone;
  door: DoorName;
  seconds: number;
}

async function pausedClone(
  t: Test,
  server: LoadedServer,
  { origin, door, seconds, how }: Pause & { how: 'stopped' | 'jammed' },
): Promise<Faults> {
  const cable = await Cable.lay(t, server.port(door));
  const jammed = cable.jamAfter('down', 2 * MIB);
  names += 1;
  const folder = join(server.clients, `paused-${names}`);
  const { url, env } = server.remote(door, 'pauses', cable.port);
  const client = origin.with(env).running('clone', '-q', '--no-checkout', url, folder);
  await jammed;
  if (how === 'stopped') client.signal('SIGSTOP');
  if (how === 'stopped') cable.mend();
  await sleep(seconds * 1000);
  if (how === 'stopped') client.signal('SIGCONT');
  else cable.mend();
  const code = await client.exit;
  const what = `${how} clone over ${door}`;
  return code === 0 ? sameAs(origin, folder, what) : [`${what}: exit code ${code}: ${client.output()}`];
}

async function pausedPush(t: Test, server: LoadedServer, { origin, door, seconds }: Pause): Promise<Faults> {
  const cable = await Cable.lay(t, server.port(door));
  const jammed = cable.jamAfter('up', 2 * MIB);
  const { url, env } = server.remote(door, `paused-${door}`, cable.port);
  const client = origin.with(env).running('push', url, 'main');
  await jammed;
  await sleep(seconds * 1000);
  cable.mend();
  const code = await client.exit;
  return code === 0 ? [] : [`paused push over ${door}: exit code ${code}: ${client.output()}`];
}

/** `dies`: the network is gone, and no end is told of the other. */
const ENDS = ['killed', 'stopped and killed', 'cut', 'dies'] as const;
type End = (typeof ENDS)[number];

interface Vanishing {
  origin: Clone;
  door: DoorName;
  direction: 'up' | 'down';
  bytes: number;
  end: End;
  at: number;
}

async function vanished(
  t: Test,
  server: LoadedServer,
  { origin, door, direction, bytes, end, at }: Vanishing,
): Promise<void> {
  const cable = await Cable.lay(t, server.port(door));
  const jammed = cable.jamAfter(direction, bytes);
  const { url, env } = server.remote(door, direction === 'up' ? `gone-${at}` : 'vanish', cable.port);
  const folder = join(server.clients, `gone-${at}`);
  const command = direction === 'up' ? ['push', url, 'main'] : ['clone', '-q', '--no-checkout', url, folder];
  const client = origin.with(env).running(...command);
  await Promise.race([jammed, client.exit]);
  end === 'dies' && cable.die();
  end === 'cut' && cable.cut();
  end === 'stopped and killed' && signal(client, 'SIGSTOP');
  signal(client, 'SIGKILL');
  await client.exit;
  if (end.endsWith('killed')) cable.mend();
}

function signal(client: Running, name: NodeJS.Signals): void {
  try {
    client.signal(name);
  } catch {
    // It has ended by itself meanwhile.
  }
}
