import { join } from 'node:path';
import type { Test } from 'tap';
import { Drainer } from '../../../../../server/apps/drains/drainer.ts';
import { Drains } from '../../../../../server/apps/drains/drains.ts';
import { receiverAddress } from '../../../../../server/apps/webhooks/address.ts';
import { openLogs } from '../../../../../server/logs/hub.ts';
import { until } from '../../../until.ts';
import { FakeStream } from '../../logs/stream.ts';
import { setUp } from '../people.ts';
import { CERTIFICATE } from './receivers.ts';

const inside = receiverAddress(['127.0.0.0/8']);

/** Names of example.com are this machine, `elsewhere.example.com` is a public address, and all else is what it is. */
export async function resolve(host: string): Promise<string> {
  if (host === 'elsewhere.example.com') return '192.0.78.1';
  return host.endsWith('.example.com') ? '127.0.0.1' : inside(host);
}

/** Drains over a real history and a real store, with an app `shop`. */
export function openDrains(t: Test, { bytes = 64 * 1024 * 1024, patience = 10_000 } = {}) {
  const people = setUp(t);
  const { store } = people;
  const log = { info: () => {}, error: (message: string, cause?: unknown) => t.fail(`${message}: ${cause}`) };
  const path = join(t.testdirName, 'logs.db');
  const bounds = { bytes };
  const logs = openLogs({ path, reader: new FakeStream(), endedTasks: async () => [], log, bounds });
  store.apps.create({ name: 'shop', createdBy: 'ada' });
  const lifetime = new AbortController();
  const apps = {
    find: (name: string) => store.apps.find(name) ?? t.fail(name),
    lifetime: () => lifetime.signal,
  } as never;
  const all = { store, logs, apps, log, resolve, rack: 'acme', version: '0.0.0', tls: { ca: CERTIFICATE } };
  const drainer = new Drainer({ ...all, patience, gather: 5, pace: { first: 5, factor: 2, most: 50 } });
  t.teardown(async () => {
    await drainer.stop();
    await logs.stop();
  });
  const drains = new Drains({ ...all, drainer });
  let printed = 0;
  /** Prints so many lines, one after the other, of which each says how many came before it. */
  const print = (count: number, process = 'test') => {
    for (let each = 0; each < count; each++) logs.write('shop', process, `line ${printed++}`);
  };
  /** Resolves once no line waits for any drain, and each has counted what it sent. */
  const settled = () =>
    until('all to be sent', () => drains.list('shop', people.admin).every(({ waiting }) => waiting === 0));
  return { ...people, settled, logs, drainer, drains, print, lifetime };
}
