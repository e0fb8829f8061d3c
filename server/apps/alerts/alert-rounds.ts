import { setTimeout as sleep } from 'node:timers/promises';
import { duration } from '../../../lib/duration.ts';
import type { Log } from '../../../lib/log.ts';
import type { Alert, Finding } from '../../model/alert.ts';
import type { Announce } from '../../model/event.ts';
import type { Store } from '../../store/store.ts';
import { type Look, SECOND } from './look.ts';

export interface AlertRoundsOptions {
  store: Pick<Store, 'alerts' | 'apps'>;
  looks: readonly Look[];
  announce: Announce;
  log: Log;
  now?: () => number;
}

/** Between two rounds. */
const ROUND = 30 * SECOND;

/** Looks for what is wrong, and tells once when it begins and once when it is over, also across restarts of the server. */
export class AlertRounds {
  private readonly options: AlertRoundsOptions;
  /** Key → since when it was found in every round. */
  private readonly found = new Map<string, number>();
  /** Key → since when it was not found in any round. */
  private readonly missing = new Map<string, number>();
  private isFailing = false;

  constructor(options: AlertRoundsOptions) {
    this.options = options;
  }

  /** Makes rounds until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.round();
      await sleep(ROUND, undefined, { signal }).catch(() => {});
    }
  }

  /** One round. A look that fails changes nothing of its alerts; that is told once, until all looks could be taken. */
  async round(): Promise<void> {
    const results = await Promise.allSettled(this.options.looks.map((look) => this.take(look)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed && !this.isFailing) this.options.log.error('a look for alerts failed', failed.reason);
    this.isFailing = failed !== undefined;
  }

  // Private

  private async take(look: Look): Promise<void> {
    const now = (this.options.now ?? Date.now)();
    const raised = this.raised(look);
    const findings = await look.find(raised, now);
    for (const finding of findings) this.note(look, finding, now);
    const keys = new Set(findings.map(keyOf));
    for (const key of this.found.keys()) if (isOf(look, key) && !keys.has(key)) this.found.delete(key);
    for (const alert of this.raised(look)) if (!keys.has(keyOf(alert))) this.miss(look, alert, now);
  }

  private raised({ names }: Look): Alert[] {
    return this.options.store.alerts.list().filter(({ name }) => names.includes(name));
  }

  private note(look: Look, finding: Finding, now: number): void {
    const { store } = this.options;
    // An app may be removed while somebody looks.
    if (finding.app !== undefined && !store.apps.find(finding.app)) return;
    const key = keyOf(finding);
    const first = this.found.get(key) ?? now;
    this.found.set(key, first);
    this.missing.delete(key);
    const known = this.raised(look).find((alert) => keyOf(alert) === key);
    if (!known && now - first < look.patience) return;
    const alert = { ...finding, since: known?.since ?? new Date(first).toISOString() };
    if (!known || !isSame(known, alert)) store.alerts.put(alert);
    if (!known || finding.stage > known.stage) this.announce('alert.raised', finding, finding.message, now);
  }

  private miss(look: Look, alert: Alert, now: number): void {
    const key = keyOf(alert);
    const first = this.missing.get(key) ?? now;
    this.missing.set(key, first);
    if (now - first < look.calm) return;
    this.missing.delete(key);
    this.options.store.alerts.remove(alert);
    const lasted = duration(now - Date.parse(alert.since));
    this.announce('alert.cleared', alert, `over after ${lasted}: ${alert.message}`, now);
  }

  private announce(type: 'alert.raised' | 'alert.cleared', alert: Finding, message: string, now: number): void {
    const { name, subject, app, severity, hint } = alert;
    const data = { alert: name, subject, severity, hint };
    this.options.announce({ type, app, at: new Date(now).toISOString(), message, data });
  }
}

// Private

const keyOf = ({ name, subject }: Pick<Alert, 'name' | 'subject'>) => `${name} ${subject}`;

const isSame = (one: Alert, other: Alert) => one.message === other.message && one.stage === other.stage;

const isOf = ({ names }: Look, key: string) => names.some((name) => key.startsWith(`${name} `));
