import type { ConnectionOptions } from 'node:tls';
import type { Log } from '../../../lib/log.ts';
import type { Pace } from '../../../lib/retry.ts';
import { publicAddress, type Resolve } from '../../git/submodules/public-address.ts';
import type { Logs } from '../../logs/logs.ts';
import { type Drain, type DrainSecrets, isSyslog } from '../../model/drain.ts';
import type { Store } from '../../store/store.ts';
import type { Apps } from '../apps.ts';
import { DrainRun } from './drain-run.ts';
import { HttpsReceiver } from './https-receiver.ts';
import { Progress } from './progress.ts';
import type { Receiver } from './receiver.ts';
import { SyslogReceiver } from './syslog-receiver.ts';
import { reasonOf } from './trouble.ts';

export interface DrainerOptions {
  rack: string;
  version: string;
  store: Pick<Store, 'drains'>;
  logs: Pick<Logs, 'pages' | 'write'>;
  apps: Pick<Apps, 'lifetime'>;
  /** For drains that may reach into networks which are open to receivers. */
  resolve: Resolve;
  log: Log;
  /** Whom to trust besides those whom the machine does. */
  tls?: Pick<ConnectionOptions, 'ca'>;
  patience?: number;
  gather?: number;
  pace?: Pace;
}

/** Sends the logs of all apps to their receivers, each at its own pace: one that is slow or away holds up nobody. */
export class Drainer {
  private readonly options: DrainerOptions;
  private readonly progress: Progress;
  private readonly runs = new Map<string, { run: DrainRun; stop: AbortController; ended: Promise<void> }>();

  constructor(options: DrainerOptions) {
    this.options = options;
    this.progress = new Progress(options);
  }

  /** Goes on where it was left when the server was stopped. */
  start(): void {
    for (const drain of this.options.store.drains.list()) this.begin(drain);
  }

  /** Ends all, and keeps how far they are. */
  async stop(): Promise<void> {
    const all = [...this.runs.values()];
    for (const { stop } of all) stop.abort();
    await Promise.all(all.map(({ ended }) => ended));
    this.progress.save();
  }

  /** Sends the lines of a drain from its cursor on. */
  begin(drain: Drain): void {
    const { logs, apps, log, store } = this.options;
    const secrets = store.drains.secretsOf(drain.id);
    if (!secrets) return;
    const stop = new AbortController();
    const run = new DrainRun({
      ...this.options,
      drain,
      logs,
      progress: this.progress,
      open: (onLoss) => this.open(drain, secrets, onLoss),
      reasonOf: (error) => reasonOf(error, new URL(secrets.url)),
    });
    const ended = run
      .run(AbortSignal.any([stop.signal, apps.lifetime(drain.app)]))
      .catch((error) => log.error(`the drain ${drain.id}`, error))
      .finally(() => this.runs.delete(drain.id));
    this.runs.set(drain.id, { run, stop, ended });
  }

  /** Sends no more lines of a drain. */
  async end(id: string): Promise<void> {
    const running = this.runs.get(id);
    running?.stop.abort();
    await running?.ended;
  }

  /** Lines that a drain will find to be gone when its receiver is back. */
  gone(id: string): number {
    return this.runs.get(id)?.run.gone ?? 0;
  }

  /** Puts on disk how far all are. */
  save(): void {
    this.progress.save();
  }

  /** A receiver of its own, for lines besides those of the log. */
  open(drain: Drain, { url: address, header }: DrainSecrets, onLoss: (after: number) => void = () => {}): Receiver {
    const url = new URL(address);
    const resolve = drain.mayReachInside ? this.options.resolve : publicAddress;
    const { rack, version, tls, patience } = this.options;
    const all = { url, rack, resolve, ...(tls && { tls }), ...(patience !== undefined && { patience }) };
    if (isSyslog(url)) return new SyslogReceiver({ ...all, onLoss });
    return new HttpsReceiver({ ...all, id: drain.id, version, header });
  }
}
