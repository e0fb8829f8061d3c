import { Failure } from '../../lib/failure.ts';
import { requireRole } from '../model/access.ts';
import { refuseDynamicReferences } from '../model/dynamic-reference.ts';
import type { Maintenance } from '../store/maintenance.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './actor.ts';
import type { Apps } from './apps.ts';
import type { Deploys } from './deploys.ts';
import { changeInTurn, type ReleaseRequest, type TurnDeps } from './turn.ts';

export interface MaintenanceOptions extends TurnDeps {
  apps: Apps;
  store: Store;
  deploys: Deploys;
}

/** What a load balancer takes of a page (characters). */
const LONGEST_PAGE = 1024;

/** A page that asks again by itself: a load balancer's own answers carry no `Retry-After`. */
const PAGE =
  '<!doctype html><meta charset=utf-8><meta http-equiv=refresh content=30><title>Maintenance</title>' +
  '<body style="font:1.2em sans-serif;text-align:center;margin-top:20vh"><h1>We will be right back</h1>' +
  '<p>This site is being worked on. The page tries again by itself.</p>';

/** Apps that answer 503 and a page, while their processes go on. It outlasts deploys. */
export class AppMaintenance {
  private readonly options: MaintenanceOptions;

  constructor(options: MaintenanceOptions) {
    this.options = options;
  }

  /** Undefined while the app serves. */
  of(app: string, actor: Actor): Maintenance | undefined {
    return this.options.store.maintenance.of(this.options.apps.find(app, actor).name);
  }

  on(app: string, { page = PAGE }: { page?: string }, request: ReleaseRequest): Promise<void> {
    if (page === '' || page.length > LONGEST_PAGE) throw badPage(page.length);
    refuseDynamicReferences(page);
    return this.change(app, 'maintenance on', page, request);
  }

  off(app: string, request: ReleaseRequest): Promise<void> {
    return this.change(app, 'maintenance off', undefined, request);
  }

  // Private

  private change(name: string, what: string, page: string | undefined, request: ReleaseRequest): Promise<void> {
    const { apps, store, deploys } = this.options;
    const { actor, output, signal } = request;
    requireRole(actor.developer, 'deploy', what);
    const may = (now: Actor) => void apps.find(name, now);
    may(actor);
    return changeInTurn(this.options, { ...request, app: name, what, may, evenLocked: true }, async () => {
      const app = apps.find(name, actor);
      const before = store.adjustments.of(name);
      const place = { output, signal, failure: `${name}: ${what} failed` };
      if (app.live && before.maintenance !== page) await deploys.adjust(app, { ...before, maintenance: page }, place);
      if (page === undefined) store.maintenance.remove(name);
      else store.maintenance.set(name, { page, by: actor.developer.name });
      const state = page === undefined ? 'serves' : 'is in maintenance: it answers 503, and its processes go on';
      output.line(app.live ? `${name} ${state}` : `${name} ${state}, once it has a release`);
    });
  }
}

// Private

function badPage(length: number): Failure {
  return new Failure(
    'bad_page',
    `The page has ${length} characters, and a load balancer answers with 1 to ${LONGEST_PAGE}.`,
    {
      hint: 'Let it load its pictures and styles from elsewhere.',
    },
  );
}
