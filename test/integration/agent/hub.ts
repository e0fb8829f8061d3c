import { makeClients } from '../../../server/aws/clients.ts';
import { StreamReader } from '../../../server/aws/kinesis.ts';
import { openLogs } from '../../../server/logs/hub.ts';

/** The log hub in a process of its own, so that a test can kill it: its file and its stream are its arguments. */
const [path, stream] = process.argv.slice(2) as [string, string];
const log = { info: () => {}, error: (message: string, cause?: unknown) => console.error(message, cause ?? '') };
await openLogs({
  path,
  reader: new StreamReader(makeClients().kinesis, stream),
  endedTasks: async () => [],
  log,
}).start();
