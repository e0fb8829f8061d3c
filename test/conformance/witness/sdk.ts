import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import * as autoscaling from '@aws-sdk/client-auto-scaling';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecr from '@aws-sdk/client-ecr';
import * as ecs from '@aws-sdk/client-ecs';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as kinesis from '@aws-sdk/client-kinesis';
import * as s3 from '@aws-sdk/client-s3';
import * as secretsmanager from '@aws-sdk/client-secrets-manager';
import * as sts from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Outcome } from '../scenario.ts';
import type { RawAnswer } from './boto.ts';

/** The services whose client of the SDK for JavaScript is a dependency of ours, by boto3's names. */
const MODULES: Record<string, object> = {
  autoscaling,
  cloudformation,
  ec2,
  ecr,
  ecs,
  elbv2,
  kinesis,
  s3,
  secretsmanager,
  sts,
};

/** A client of the SDK for JavaScript, which keeps what came over the wire; scenarios may call it side by side. */
export class Sdk {
  private readonly module: Record<string, Constructor>;
  private readonly handler = new KeepingHandler();
  private readonly client: { send(command: object): Promise<object>; destroy(): void };

  constructor(service: string, endpoint: string) {
    this.module = MODULES[service] as Record<string, Constructor>;
    const name = Object.keys(this.module).find((each) => /^[A-Z]\w+Client$/.test(each)) as string;
    this.client = new (this.module[name] as Constructor)({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
      maxAttempts: 1,
      requestHandler: this.handler,
      forcePathStyle: true,
    });
  }

  static has(service: string): boolean {
    return service in MODULES;
  }

  /** Makes a call; answers what the SDK made of it, and the raw answer. */
  async call(operation: string, input: object): Promise<{ outcome: Outcome; raw: RawAnswer | undefined }> {
    const command = new (this.module[`${operation}Command`] as Constructor)(input);
    const kept: Kept = { raw: undefined };
    const outcome = await this.handler.keeping.run(kept, () => this.outcomeOf(command));
    return { outcome, raw: kept.raw };
  }

  /** Waits as the SDK does; `waiter` is boto3's name of it. */
  async wait(waiter: string, input: object): Promise<Outcome> {
    const name = waiter.replace(/(?:^|_)(\w)/g, (_, letter) => letter.toUpperCase());
    const until = this.module[`waitUntil${name}`] as unknown as (pace: object, input: object) => Promise<object>;
    const pace = { client: this.client, minDelay: 1, maxDelay: 1, maxWaitTime: 60 };
    return until(pace, input).then(
      () => ({ answer: {}, problems: [] }),
      ({ message }) => ({ refusal: { code: 'WaiterError', message, status: 0 }, problems: [] }),
    );
  }

  close(): void {
    this.client.destroy();
  }

  // Private

  private async outcomeOf(command: object): Promise<Outcome> {
    try {
      return { answer: await plain(await this.client.send(command)), problems: [] };
    } catch (error) {
      const { Code, name, message, $metadata } = error as ServiceError;
      if ($metadata?.httpStatusCode === undefined) throw error;
      return { refusal: { code: Code ?? name, message, status: $metadata.httpStatusCode }, problems: [] };
    }
  }
}

// Private

// biome-ignore lint/suspicious/noExplicitAny: clients and commands of all services
type Constructor = new (input: any) => any;

/** What the SDK throws; the code of the wire where the name of its class is another. */
type ServiceError = Error & { Code?: string; $metadata?: { httpStatusCode?: number } };

/** Where the answer to one call is kept. */
interface Kept {
  raw: RawAnswer | undefined;
}

/** HTTP/1.1, because moto speaks nothing else; keeps the answer to each call for who made it. */
class KeepingHandler extends NodeHttpHandler {
  readonly keeping = new AsyncLocalStorage<Kept>();

  override async handle(...request: Parameters<NodeHttpHandler['handle']>) {
    const { response } = await super.handle(...request);
    const body = await buffer(response.body);
    const kept = this.keeping.getStore();
    if (kept) kept.raw = { status: response.statusCode, headers: response.headers, body };
    response.body = Readable.from([body]);
    return { response };
  }
}

/** An answer as JSON has it, in the same writing as the Python process. */
async function plain(value: unknown): Promise<unknown> {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return { $date: value.toISOString() };
  if (value instanceof Uint8Array) return { $blob: Buffer.from(value).toString('base64') };
  if (value instanceof Readable) return plain(await buffer(value));
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  const members = Object.entries(value).filter(([name, each]) => each !== undefined && name !== '$metadata');
  return Object.fromEntries(await Promise.all(members.map(async ([name, each]) => [name, await plain(each)])));
}
