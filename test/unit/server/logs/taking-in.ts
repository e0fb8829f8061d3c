/** Takes lines in, until it is killed: `node taking-in.ts PATH COUNT`. Says how far it is whenever that is further. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openLogs } from '../../../../server/logs/hub.ts';
import { FakeStream, line, quiet, record } from './stream.ts';

const [path, count] = process.argv.slice(2) as [string, string];
const stream = new FakeStream();
/** Every record begins with lines of the one before, as after a retry of the agent. */
for (let from = 1; from <= Number(count); from += 7)
  stream.put(record(Array.from({ length: 10 }, (_, at) => line(from + at)).filter((each) => each.sequence <= +count)));
stream.most = 20;
const hub = openLogs({ path, reader: stream, endedTasks: async () => [], log: quiet });
await hub.start();
for await (const { cursor } of hub.pages('hello', {}, new AbortController().signal)) {
  console.log(cursor);
  if (cursor === Number(count)) break;
  await sleep(0);
}
await hub.stop();
