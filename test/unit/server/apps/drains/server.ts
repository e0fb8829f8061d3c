/** A server that does nothing but print lines and send them to its drains; it is there to be killed. Told its folder. */
import { join } from 'node:path';
import { Drainer } from '../../../../../server/apps/drains/drainer.ts';
import { openLogs } from '../../../../../server/logs/hub.ts';
import { openSeal } from '../../../../../server/store/seal.ts';
import { openStore } from '../../../../../server/store/store.ts';
import { FakeStream } from '../../logs/stream.ts';

/** Lines in one go, and milliseconds between two goes. */
const LINES = 40;
const PAUSE = 5;

const [folder = '', certificate = ''] = process.argv.slice(2);
const log = { info: () => {}, error: (...words: unknown[]) => process.stderr.write(`${words.join(' ')}\n`) };
const store = openStore(join(folder, 'rack.db'), openSeal(join(folder, 'secret.key')));
const path = join(folder, 'logs.db');
const logs = openLogs({ path, reader: new FakeStream(), endedTasks: async () => [], log });
const drainer = new Drainer({
  ...{ store, logs, log, rack: 'acme', version: '0.0.0', tls: { ca: certificate } },
  apps: { lifetime: () => new AbortController().signal },
  resolve: async () => '127.0.0.1',
  gather: 10,
});
drainer.start();
setInterval(() => {
  for (let each = 0; each < LINES; each++) logs.write('shop', 'test', 'a line');
}, PAUSE);
