import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Log } from '../../../lib/log.ts';
import { run } from '../../../lib/run.ts';
import type { Config } from '../../config.ts';
import type { CallAws } from '../../endpoint/service.ts';
import { unavailable } from '../../endpoint/unavailable.ts';
import type { Database } from '../../store/database.ts';
import { openDocuments } from '../../store/documents.ts';
import { idOf } from '../arns.ts';
import { backendOf } from '../haproxy/routing.ts';
import type { Attributes, LoadBalancer } from '../model.ts';
import type { State } from '../state.ts';
import { parseEntry } from './entry.ts';
import { accessLogLine, type Done } from './line.ts';

/** Milliseconds between two files of logs, as on AWS. */
const DELIVER_EVERY = 5 * 60_000;
/** Bytes of what HAProxy wrote that go into one round of files. */
const AT_ONCE = 8 * 1024 * 1024;

const compress = promisify(gzip);

/**
 * Brings what HAProxy wrote of requests to the buckets of load balancers. It appends to one file whether we run or not; how far it
 * was delivered is remembered after it was, so that after a crash a file may come twice and none is missing.
 */
export class AccessLogs {
  private readonly deps: { state: State; config: Config; callAws: CallAws; log: Log; file: string };
  private readonly places: ReturnType<typeof openDocuments<{ delivered: number }>>;
  private timer: NodeJS.Timeout | undefined;
  private running = Promise.resolve();

  constructor(deps: AccessLogs['deps'] & { database: Database }) {
    this.deps = deps;
    this.places = openDocuments(deps.database, 'elb_access_logs');
  }

  start(): void {
    this.timer = setInterval(() => this.deliver(), DELIVER_EVERY);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Delivers all that was written up to now. */
  deliver(): Promise<void> {
    this.running = this.running
      .then(() => this.deliverAll())
      .catch((error) => this.deps.log.error('access logs could not be delivered', error));
    return this.running;
  }

  // Private

  private async deliverAll(): Promise<void> {
    for (let lines = await this.next(); lines.text !== ''; lines = await this.next()) {
      for (const [balancer, entries] of this.byBalancer(lines.text)) await this.put(balancer, entries, lines.end);
      this.places.put('delivered', { delivered: lines.end });
      await this.forget(lines.end);
    }
  }

  /** The next whole lines that are not delivered yet, and where they end. */
  private async next(): Promise<{ text: string; end: number }> {
    const { size } = await stat(this.deps.file).catch(() => ({ size: 0 }));
    const place = this.places.find('delivered')?.delivered ?? 0;
    // A shorter file than before is another one.
    const start = place > size ? 0 : place;
    const bytes = await readPart(this.deps.file, start, Math.min(size - start, AT_ONCE));
    const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
    return { text: whole.toString(), end: start + whole.length };
  }

  /** Gives the space of what was delivered back, on file systems that can; HAProxy goes on at the file's end. */
  private async forget(end: number): Promise<void> {
    const words = ['--punch-hole', '--offset', '0', '--length', String(end)];
    await run(['fallocate', ...words, this.deps.file]).catch((error) =>
      this.deps.log.error('the space of access logs that were delivered is not given back', error),
    );
  }

  private byBalancer(text: string): Map<LoadBalancer, string[]> {
    const { state } = this.deps;
    const listeners = new Map(state.listeners.all().map((listener) => [`listener_${idOf(listener.arn)}`, listener]));
    const done = whatIsDone(state);
    const lines = new Map<LoadBalancer, string[]>();
    for (const entry of text.split('\n').flatMap((line) => parseEntry(line) ?? [])) {
      const listener = listeners.get(entry.frontend);
      const balancer = listener && state.loadBalancers.get(listener.loadBalancerArn);
      if (!balancer) continue;
      if (!lines.has(balancer)) lines.set(balancer, []);
      lines.get(balancer)?.push(accessLogLine(entry, { listener, ...done.get(entry.backend) }));
    }
    return lines;
  }

  private async put({ arn, attributes }: LoadBalancer, lines: string[], end: number): Promise<void> {
    const { config, callAws } = this.deps;
    if (attributes['access_logs.s3.enabled'] !== 'true') return;
    const { region, account } = config;
    const now = new Date().toISOString();
    const name = arn.replace(/^.*:loadbalancer\//, '').replaceAll('/', '.');
    const random = createHash('sha256').update(`${arn} ${end}`).digest('hex').slice(0, 8);
    const minute = now.replace(/[-:]|:?\d\d\.\d+/g, '');
    const file = `${account}_elasticloadbalancing_${region}_${name}_${minute}_127.0.0.1_${random}.log.gz`;
    const Key = `${folderOf(attributes, account)}/elasticloadbalancing/${region}/${now.slice(0, 10).replaceAll('-', '/')}/${file}`;
    const Body = await compress(`${lines.join('\n')}\n`);
    await callAws('s3', 'PutObject', { Bucket: attributes['access_logs.s3.bucket'], Key, Body }).catch((error) =>
      this.lost(arn, error),
    );
  }

  /** What a bucket refuses is lost, as on AWS. What this machine lacks for now comes back: the same lines are tried again then. */
  private lost(arn: string, error: unknown): void {
    if (unavailable(error)) throw error;
    this.deps.log.error(`access logs of ${arn} could not be delivered`, error);
  }
}

/** The folder of an account's logs in the bucket that attributes name. */
export function folderOf(attributes: Attributes, account: string): string {
  const prefix = attributes['access_logs.s3.prefix'];
  return `${prefix ? `${prefix}/` : ''}AWSLogs/${account}`;
}

// Private

/** What the backends of the proxy stand for. */
function whatIsDone(state: State): Map<string, Done> {
  const forwards = state.targetGroups
    .all()
    .map(({ arn }): [string, Done] => [backendOf(arn), { action: 'forward', targetGroup: arn }]);
  const answers = [...state.listeners.all(), ...state.rules.all()].map(({ arn, actions }): [string, Done] => [
    `answer_${idOf(arn)}`,
    { action: actions.at(-1)?.kind },
  ]);
  return new Map([...forwards, ...answers]);
}

async function readPart(file: string, start: number, length: number): Promise<Buffer> {
  if (length <= 0) return Buffer.alloc(0);
  const handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start);
  await handle.close();
  return buffer.subarray(0, bytesRead);
}
