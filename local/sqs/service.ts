import type { Config } from '../config.ts';
import type { Service } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { Arrivals } from './arrivals.ts';
import { coverage } from './coverage.ts';
import { OLDER_CODES } from './errors.ts';
import { Messages } from './messages.ts';
import { queueOperations } from './queue-operations.ts';
import { Queues } from './queues.ts';
import { receivingOperations } from './receiving.ts';
import { sendingOperations } from './sending.ts';

/** SQS: queues and messages in the database, so that what was taken outlives the process. */
export function createSqs(deps: {
  config: Config;
  database: Database;
  endpointUrl: string;
}): Service & { start(): Promise<void>; stop(): Promise<void> } {
  const { config, database, endpointUrl } = deps;
  const queues = new Queues(database, config, endpointUrl);
  const messages = new Messages(database);
  const arrivals = new Arrivals();
  const atomically = <T>(work: () => T) => database.atomically(work);
  return {
    signingName: 'sqs',
    protocol: 'json',
    older: { protocol: 'sqs-query', codes: OLDER_CODES },
    version: '2012-11-05',
    target: 'AmazonSQS',
    coverage,
    operations: {
      ...queueOperations(queues, messages),
      ...sendingOperations(queues, messages, (queue) => arrivals.tell(queue)),
      ...receivingOperations({ queues, messages, arrivals, atomically }),
    },
    start: async () => {},
    stop: async () => arrivals.close(),
  };
}
