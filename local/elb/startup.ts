import type { Log } from '../../lib/log.ts';
import type { Database } from '../store/database.ts';
import { openDocuments } from '../store/documents.ts';
import type { Router } from './router.ts';
import type { State } from './state.ts';
import type { Targets } from './targets.ts';

/** Goes on where the last process stopped: with the proxy that runs, or with a new one after a reboot. */
export class Startup {
  private readonly state: State;
  private readonly router: Router;
  private readonly targets: Targets;
  private readonly log: Log;
  private readonly notes: ReturnType<typeof openDocuments<{ startedAt: string }>>;

  constructor(deps: { database: Database; state: State; router: Router; targets: Targets; log: Log }) {
    this.state = deps.state;
    this.router = deps.router;
    this.targets = deps.targets;
    this.log = deps.log;
    this.notes = openDocuments(deps.database, 'elb_proxy');
  }

  async run(): Promise<void> {
    if (this.state.listeners.all().length > 0) return await this.resume();
    // Nothing is served yet, so nobody has to wait for the proxy but who makes the first listener.
    this.resume().catch((error) => this.log.error('the router could not be started', error));
  }

  // Private

  private async resume(): Promise<void> {
    const startedAt = await this.router.ensure();
    if (this.notes.find('proxy')?.startedAt !== startedAt) this.targets.forgetHealth();
    this.notes.put('proxy', { startedAt });
    this.targets.refresh();
    await this.router.apply();
  }
}
