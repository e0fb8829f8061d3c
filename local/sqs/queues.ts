import type { Config } from '../config.ts';
import type { Input } from '../endpoint/service.ts';
import { Collection } from '../store/collection.ts';
import type { Database } from '../store/database.ts';
import type { Attributes } from './attributes.ts';
import { missingParameter, noQueue } from './errors.ts';

export interface Queue {
  name: string;
  attributes: Attributes;
  tags: Record<string, string>;
  /** Seconds since 1970. */
  created: number;
  changed: number;
}

/** The queues by name, and what they are called outside. */
export class Queues {
  private readonly queues: Collection<Queue>;
  private readonly config: Config;
  private readonly endpointUrl: string;

  constructor(database: Database, config: Config, endpointUrl: string) {
    this.queues = new Collection<Queue>(database, 'sqs_queue', ({ name }) => name);
    this.config = config;
    this.endpointUrl = endpointUrl;
  }

  find(name: string): Queue | undefined {
    return this.queues.get(name);
  }

  /** The queue that a request is about; throws `QueueDoesNotExist`. */
  of({ QueueUrl }: Input): Queue {
    if (!QueueUrl) throw missingParameter('QueueUrl');
    return this.get(String(QueueUrl).split('/').at(-1) as string);
  }

  get(name: string): Queue {
    const queue = this.queues.get(name);
    if (queue) return queue;
    throw noQueue();
  }

  /** The queue of an ARN, unless it is gone. */
  at(arn: string): Queue | undefined {
    return this.queues.get(arn.split(':').at(-1) as string);
  }

  list(): Queue[] {
    return this.queues.all();
  }

  save(queue: Queue): Queue {
    return this.queues.save(queue);
  }

  remove(queue: Queue): void {
    this.queues.remove(queue);
  }

  arn({ name }: Queue): string {
    return `arn:aws:sqs:${this.config.region}:${this.config.account}:${name}`;
  }

  /** Where clients of the rack's containers, and of this machine, reach it: some of them ask the URL itself. */
  url({ name }: Queue): string {
    return `${this.endpointUrl}/${this.config.account}/${name}`;
  }
}
