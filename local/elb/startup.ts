import { messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import type { Database } from '../store/database.ts';
import { openDocuments } from '../store/documents.ts';
import type { Router } from './router.ts';
import type { State } from './state.ts';
import type { Targets } from './targets.ts';

/** Milliseconds between looks at whether the proxy is still well. */
const LOOK_EVERY = 2000;

/**
 * Goes on where the last process stopped: with the proxy that runs, or with a new one after a reboot. From then on it looks
 * whether it is still there.
 */
export class Startup {
  private readonly state: State;
  private readonly router: Router;
  private readonly targets: Targets;
  private readonly log: Log;
  private timer: NodeJS.Timeout | undefined;
  private isAtWork = false;
  private lack = '';
  private readonly notes: ReturnType<typeof openDocuments<{ startedAt: string }>>;

  constructor(deps: { database: Database; state: State; router: Router; targets: Targets; log: Log }) {
    this.state = deps.state;
    this.router = deps.router;
    this.targets = deps.targets;
    this.log = deps.log;
    this.notes = openDocuments(deps.database, 'elb_proxy');
  }

  /** Waits for the proxy where something is served, but not for ever: what it lacks may take time, and has to be told. */
  async run(): Promise<void> {
    this.timer = setInterval(() => void this.look(), LOOK_EVERY);
    const resumed = this.resume().catch((error) => this.told(error));
    // Nothing is served yet, so nobody has to wait for the proxy but who makes the first listener.
    if (this.isServing()) await resumed;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  // Private

  private isServing(): boolean {
    return this.state.listeners.all().length > 0;
  }

  /** Brings the proxy back when it is gone, as after a restart of the Docker engine, or behind what was asked of it. */
  private async look(): Promise<void> {
    if (this.isAtWork || !this.isServing()) return;
    this.isAtWork = true;
    if (!(await this.router.isWell())) await this.resume().catch((error) => this.told(error));
    this.isAtWork = false;
  }

  private async resume(): Promise<void> {
    this.router.distrust();
    const startedAt = await this.router.ensure();
    if (this.notes.find('proxy')?.startedAt !== startedAt) this.targets.forgetHealth();
    this.notes.put('proxy', { startedAt });
    this.targets.refresh();
    await this.router.apply();
    this.lack = '';
  }

  /** Once, and not at every look. */
  private told(error: unknown): void {
    const lack = messageOf(error);
    if (lack !== this.lack) this.log.error('the router is not up; it is tried again', error);
    this.lack = lack;
  }
}
