import { join } from 'node:path';
import type { Log } from '../../lib/log.ts';
import type { Config } from '../config.ts';
import type { Service } from '../endpoint/service.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { coverage } from './coverage.ts';
import { describeOperations } from './describe.ts';
import { getOperations } from './get.ts';
import { lifecycleOperations } from './lifecycle.ts';
import { putOperations } from './put.ts';
import { RecordStore } from './record-store.ts';
import { reshardOperations } from './reshard.ts';
import { trimAll } from './retention.ts';
import { Streams } from './streams.ts';
import { Throughput } from './throughput.ts';

/** Kinesis: durable streams. Their records have a SQLite file of their own, so that its size is theirs alone. */
export function createKinesis({ config, database, log }: { config: Config; database: Database; log: Log }): Service & {
  start(): Promise<void>;
  stop(): Promise<void>;
} {
  // A day of logs is too much to be read at every start.
  const file = openDatabase(join(config.home, 'kinesis.db'), { thorough: false });
  const streams = new Streams(database, config);
  const store = new RecordStore(file);
  const throughput = new Throughput();
  let trimming: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  return {
    signingName: 'kinesis',
    protocol: 'json',
    version: '2013-12-02',
    target: 'Kinesis_20131202',
    coverage,
    operations: {
      ...lifecycleOperations(streams, store, trim),
      ...describeOperations(streams),
      ...putOperations(streams, store, throughput),
      ...getOperations(streams, store, throughput),
      ...reshardOperations(streams, store),
    },
    async start() {
      timer = setInterval(trim, TRIM_EVERY);
      trim();
    },
    async stop() {
      clearInterval(timer);
      await trimming;
      file.close();
    },
  };

  function trim(): void {
    trimming = (trimming ?? Promise.resolve())
      .then(() => trimAll(streams, store))
      .catch((error) => log.error('Old Kinesis records could not be dropped', error));
  }
}

// Private

const TRIM_EVERY = 60_000;
