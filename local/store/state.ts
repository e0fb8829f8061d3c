import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { type Database, openDatabase } from './database.ts';

/** What nobody waits for, such as the steps of a deployment, is on the disk after so many milliseconds. */
const SYNC_EVERY = 1000;

/** The file that all services but Kinesis write to; Kinesis makes its own after this one is there. */
const FILE = 'local.db';
const LATER_FILE = 'kinesis.db';

/** The endpoint's database, synced from time to time until `stop`. Throws a `Failure` where it is damaged or gone. */
export function openState(home: string, log: Log): { database: Database; sync: { stop(): Promise<void> } } {
  const path = join(home, FILE);
  if (isEmpty(path) && existsSync(join(home, LATER_FILE))) throw lost(path);
  const database = openDatabase(path);
  return { database, sync: keepSynced(database, log) };
}

// Private

function isEmpty(path: string): boolean {
  return !existsSync(path) || (statSync(path).size === 0 && !existsSync(`${path}-wal`));
}

function keepSynced(database: Database, log: Log): { stop(): Promise<void> } {
  const sync = () => database.settled().catch((error) => log.error('The state could not be synced to the disk', error));
  const timer = setInterval(sync, SYNC_EVERY);
  return {
    async stop() {
      clearInterval(timer);
      await sync();
    },
  };
}

function lost(path: string): Failure {
  return new Failure('database_lost', `The file ${path} is gone, or empty, but ${LATER_FILE} beside it is there.`, {
    hint: `Put a copy from before in its place. To begin anew, without the stacks, secrets and images there were, move ${LATER_FILE} away.`,
    blame: 'rack',
  });
}
