import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../lib/log.ts';
import type { Machines } from '../aws/machines.ts';
import { nextRun, parseSchedule } from '../model/cron.ts';
import type { Announce, EventValue } from '../model/event.ts';
import type { Store } from '../store/store.ts';
import type { Vitals } from './health.ts';

export interface RoundsOptions {
  machines: Pick<Machines, 'list'>;
  store: Pick<Store, 'events' | 'releases' | 'timerRuns'>;
  vitals: Pick<Vitals, 'expiring'>;
  announce: Announce;
  log: Log;
  now?: () => number;
}

/** Between two rounds. */
const ROUND = 60_000;

/** A run that could not begin within five minutes is left to the next one; then its image may have to be pulled. */
const GRACE = 8 * 60_000;

/** A release may be made that long before it is live, and its timers with it. */
const ROLLOUT = 10 * 60_000;

const DAY = 24 * 60 * 60_000;

/** Days before its end, and at it, at which a certificate is told of once each. */
const NOTICE = [0, 1, 7, 14, 30];

/** Between two looks at certificates, of which none expires suddenly. */
const CERTIFICATES = 60 * 60_000;

/** Looks once a minute for what nobody tells: machines that came or went, timers that did not run, certificates that expire. */
export class Rounds {
  private readonly options: RoundsOptions;
  private machines: ReadonlySet<string> | undefined;
  /** Runs that were due until then were looked at. */
  private lookedUntil: number;
  private failing = false;
  private certificatesFrom = 0;

  constructor(options: RoundsOptions) {
    this.options = options;
    this.lookedUntil = this.now();
  }

  /** Makes rounds until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.round();
      await sleep(ROUND, undefined, { signal }).catch(() => {});
    }
  }

  /** One round; what could not be looked at is told once, until all could be. */
  async round(): Promise<void> {
    const looks = [this.lookAtMachines(), this.lookAtCertificates(), (async () => this.lookAtTimers())()];
    const failed = (await Promise.allSettled(looks)).filter((result) => result.status === 'rejected');
    if (failed.length > 0 && !this.failing) this.options.log.error('a round could not look at all', failed[0]?.reason);
    this.failing = failed.length > 0;
  }

  // Private

  private now(): number {
    return (this.options.now ?? Date.now)();
  }

  private async lookAtMachines(): Promise<void> {
    const { machines, announce } = this.options;
    const now = new Set((await machines.list()).map(({ id }) => id));
    const before = this.machines ?? now;
    this.machines = now;
    for (const id of before)
      if (!now.has(id))
        announce({ type: 'instance.gone', message: `${id} is no longer there`, data: { instance: id } });
    for (const id of now)
      if (!before.has(id)) announce({ type: 'instance.appeared', message: `${id} was added`, data: { instance: id } });
  }

  private async lookAtCertificates(): Promise<void> {
    const { vitals, store, announce } = this.options;
    if (this.now() < this.certificatesFrom) return;
    const all = await vitals.expiring();
    this.certificatesFrom = this.now() + CERTIFICATES;
    const told = store.events.list({ types: ['certificate.expiring'] }, 'rack').map(({ data }) => noticeOf(data));
    for (const { name, expires } of all) {
      const left = (expires.getTime() - this.now()) / DAY;
      const days = NOTICE.find((each) => left <= each);
      const data = { name, expires: expires.toISOString(), days };
      if (days === undefined || told.includes(noticeOf(data))) continue;
      const message = `the certificate ${name} ${days === 0 ? 'expired' : 'expires'} at ${data.expires}`;
      announce({ type: 'certificate.expiring', at: new Date(this.now()).toISOString(), message, data });
    }
  }

  private lookAtTimers(): void {
    const { store } = this.options;
    const until = this.now() - GRACE;
    for (const app of store.releases.appsWithTimers()) {
      const live = store.releases.live(app);
      if (!live) continue;
      const from = Math.max(this.lookedUntil, Date.parse(live.createdAt) + ROLLOUT);
      for (const [timer, { schedule }] of Object.entries(live.timers))
        this.lookAtTimer({ app, timer, schedule }, from, until);
    }
    this.lookedUntil = Math.max(this.lookedUntil, until);
  }

  private lookAtTimer(
    { app, timer, schedule }: { app: string; timer: string; schedule: string },
    from: number,
    until: number,
  ): void {
    const { store, announce } = this.options;
    const times = parseSchedule(schedule);
    for (let due = nextRun(times, new Date(from)); due.getTime() <= until; due = nextRun(times, due)) {
      if (store.timerRuns.hasBegun(app, timer, due, new Date(due.getTime() + GRACE))) continue;
      const at = due.toISOString();
      const message = `the timer ${timer} of ${app} did not run at ${at}`;
      announce({ type: 'timer.missed', app, message, data: { timer, due: at } });
    }
  }
}

// Private

/** What is told once: that a certificate has so many days left. */
const noticeOf = ({ name, expires, days }: Record<string, EventValue | undefined>) => `${name} ${expires} ${days}`;
