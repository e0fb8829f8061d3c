import { Failure } from '../../../lib/failure.ts';
import { isPublic, type Resolve } from '../../git/submodules/public-address.ts';
import type { Logs } from '../../logs/logs.ts';
import { requireRole } from '../../model/access.ts';
import { type Drain, drainSecrets, parseDrainUrl, placeOf, shownDrainUrl } from '../../model/drain.ts';
import { parseLogFilter } from '../../model/log-filter.ts';
import { newId } from '../../model/release.ts';
import type { Store } from '../../store/store.ts';
import { type Actor, audited } from '../actor.ts';
import type { Apps } from '../apps.ts';
import { requireAdmin } from '../guard.ts';
import { DRAINS } from './drain-run.ts';
import type { Drainer } from './drainer.ts';
import { reasonOf } from './trouble.ts';

export interface DrainsOptions {
  store: Pick<Store, 'audit' | 'drains'>;
  apps: Pick<Apps, 'find'>;
  logs: Pick<Logs, 'query' | 'write'>;
  drainer: Pick<Drainer, 'begin' | 'end' | 'gone' | 'save' | 'open'>;
  /** To which address a host leads; throws for those that the rack does not ask. */
  resolve: Resolve;
}

/** A receiver, and what it gets. */
export interface NewDrainWish {
  url: string;
  process?: string | undefined;
  filter?: string | undefined;
  secret?: string | undefined;
  /** The header that the secret goes into. */
  header?: string | undefined;
}

/** A drain, with what waits for it. */
export interface DrainInfo extends Omit<Drain, 'cursor' | 'mayReachInside'> {
  /** Lines of the app's log that it has not looked at. */
  waiting: number;
}

/** Each drain reads the whole log of its app. */
const MOST = 10;

/** Where the logs of apps are sent to. */
export class Drains {
  private readonly options: DrainsOptions;

  constructor(options: DrainsOptions) {
    this.options = options;
  }

  /** In the order in which they were added. */
  list(app: string, actor: Actor): DrainInfo[] {
    const { name } = this.options.apps.find(app, actor);
    this.options.drainer.save();
    const last = this.lastOf(name);
    return this.options.store.drains.list(name).map((drain) => this.withWaiting(drain, last));
  }

  /** Adds a receiver, which gets every line from now on. */
  add(app: string, wish: NewDrainWish, actor: Actor): Promise<DrainInfo> {
    const url = parseDrainUrl(wish.url);
    const shown = shownDrainUrl(url);
    return audited(this.options.store, { actor, what: `drains add ${shown}`, app }, async (note) => {
      const { apps, store, drainer } = this.options;
      const { name } = apps.find(app, actor);
      requireRole(actor.developer, 'deploy', 'adding a drain');
      parseLogFilter(wish.filter ?? '');
      const secrets = drainSecrets(url, wish);
      if (store.drains.list(name).length >= MOST) throw tooMany(name);
      const mayReachInside = await this.isInside(url, actor);
      const id = `L${newId('R').slice(1)}`;
      note(id);
      const cursor = this.begin(name, `${id} to ${shown}: added by ${actor.developer.name}`);
      const { process, filter } = wish;
      const words = { id, app: name, receiver: shown, process, filter, mayReachInside, cursor };
      const drain = store.drains.add({ ...words, createdBy: actor.developer.name }, secrets);
      drainer.begin(drain);
      return this.withWaiting(drain, cursor);
    });
  }

  /** Sends nothing to a receiver any more. */
  remove(app: string, id: string, actor: Actor): Promise<DrainInfo> {
    return audited(this.options.store, { actor, what: `drains remove ${id}`, app }, async () => {
      const { drainer, store, logs } = this.options;
      const drain = this.find(app, id, actor);
      requireRole(actor.developer, 'deploy', 'removing a drain');
      await drainer.end(id);
      drainer.save();
      const now = this.withWaiting(this.find(app, id, actor), this.lastOf(drain.app));
      store.drains.remove(id);
      logs.write(drain.app, DRAINS, `${id} to ${drain.receiver}: removed by ${actor.developer.name}`);
      return now;
    });
  }

  /** Sends a line of its own to a receiver; throws what kept it from taking the line. */
  test(app: string, id: string, actor: Actor, signal: AbortSignal): Promise<DrainInfo> {
    return audited(this.options.store, { actor, what: `drains test ${id}`, app }, async () => {
      const drain = this.find(app, id, actor);
      requireRole(actor.developer, 'deploy', 'trying a drain');
      const secrets = this.options.store.drains.secretsOf(id);
      if (!secrets) throw drainNotFound(app, id);
      const receiver = this.options.drainer.open(drain, secrets);
      try {
        await receiver.send({ after: 0, lines: [lineOf(drain, actor)] }, signal);
      } catch (error) {
        throw notTaken(id, reasonOf(error, new URL(secrets.url)));
      } finally {
        receiver.close();
      }
      return this.withWaiting(drain, this.lastOf(drain.app));
    });
  }

  // Private

  private find(app: string, id: string, actor: Actor): Drain {
    const { name } = this.options.apps.find(app, actor);
    const drain = this.options.store.drains.find(id);
    if (drain?.app === name) return drain;
    throw drainNotFound(name, id);
  }

  /** Whether a receiver is in a network that was opened to receivers: what listens there is for admins to choose. */
  private async isInside(url: URL, actor: Actor): Promise<boolean> {
    const address = await this.options.resolve(placeOf(url).host);
    if (isPublic(address)) return false;
    requireAdmin(actor, 'a drain to an address that is not of the public internet');
    return true;
  }

  /** Tells of a drain in the app's log; answers the number of that line, from which on lines are the drain's. */
  private begin(app: string, words: string): number {
    const { logs } = this.options;
    logs.write(app, DRAINS, words);
    return logs.query(app, { num: 1, process: DRAINS }).at(-1)?.number ?? 0;
  }

  private lastOf(app: string): number {
    return this.options.logs.query(app, { num: 1 }).at(-1)?.number ?? 0;
  }

  private withWaiting({ cursor, mayReachInside: _, ...drain }: Drain, last: number): DrainInfo {
    const gone = this.options.drainer.gone(drain.id);
    return { ...drain, waiting: Math.max(0, last - cursor - gone), dropped: drain.dropped + gone };
  }
}

// Private

function lineOf({ app, id }: Drain, { developer }: Actor) {
  const message = `${developer.name} tries the drain ${id}`;
  const time = new Date().toISOString();
  return { app, time, source: 'rack' as const, process: DRAINS, release: undefined, message, number: 0 };
}

function drainNotFound(app: string, id: string): Failure {
  return new Failure('drain_not_found', `${app} has no drain ${id}.`, { hint: `List them: ssh rack drains ${app}` });
}

function notTaken(id: string, reason: string): Failure {
  return new Failure('drain_failed', `The receiver of ${id} did not take a line: ${reason}.`, {
    hint: 'Lines wait for it in the history of the log, and are tried again.',
  });
}

function tooMany(app: string): Failure {
  return new Failure('too_many_drains', `${app} has ${MOST} drains, which is the most.`, {
    hint: `Remove one that nobody needs: ssh rack drains ${app}`,
  });
}
