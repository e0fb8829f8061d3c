import { Failure, messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { SILENCE } from '../deploy/output.ts';
import { requireRole } from '../model/access.ts';
import type { Release } from '../model/release.ts';
import type { Store } from '../store/store.ts';
import { type Actor, audited } from './actor.ts';
import type { Apps } from './apps.ts';
import type { Background } from './background.ts';
import type { AppReleases } from './releases.ts';

export interface PromotionsOptions {
  apps: Apps;
  releases: AppReleases;
  background: Background;
  store: Pick<Store, 'audit'>;
  log: Log;
}

/** Promotions that nobody waits for. */
export class Promotions {
  private readonly options: PromotionsOptions;

  constructor(options: PromotionsOptions) {
    this.options = options;
  }

  /**
   * Begins to bring a release live, and answers it. What comes of it stands in the app's log, and in the state of the release.
   * Throws a `Failure` while something else is done to the app, unless it is to wait for that.
   */
  begin(name: string, which: string, actor: Actor, { waits }: { waits: boolean }): Release {
    const { apps, releases, background, log } = this.options;
    requireRole(actor.developer, 'deploy', 'a promotion');
    const release = releases.find(name, which, actor);
    const { status } = apps.find(name, actor);
    if (status !== 'running' && !waits) throw isUpdating(name, status);
    if (Object.keys(release.processes).length === 0) throw isEmpty(release);
    const promote = (signal: AbortSignal) => releases.promote(name, release.id, { actor, output: SILENCE, signal });
    // Its failure stands in the app's log.
    const isTold = (error: unknown) => log.info(`v${release.version} of ${name} was not promoted: ${messageOf(error)}`);
    background.run({ app: name, doing: 'updating', actor }, promote).catch(isTold);
    return release;
  }

  /** Takes back what is being done to an app over the API: what ran before goes on. */
  async cancel(name: string, actor: Actor): Promise<void> {
    const { apps, background, store } = this.options;
    requireRole(actor.developer, 'deploy', 'to cancel a deployment');
    apps.find(name, actor);
    await audited(store, { actor, what: 'cancel', app: name }, async () => {
      const reason = new Failure('cancelled', `${actor.developer.name} cancelled it.`);
      if (!(await background.cancel(name, reason))) throw isNotUpdating(name);
    });
  }
}

// Private

function isNotUpdating(app: string): Failure {
  return new Failure(
    'app_not_updating',
    `app is not updating: nothing that was begun over the API changes ${app} now.`,
    {
      hint: 'Ctrl-C ends a push or a command of ssh.',
    },
  );
}

function isUpdating(app: string, status: string): Failure {
  return new Failure('app_updating', `app is currently updating: ${app} is ${status}.`, {
    hint: 'Try again when that is done, or wait in line for it: force=true.',
  });
}

function isEmpty({ app, version }: Release): Failure {
  return new Failure(
    'nothing_to_promote',
    `can not promote a release with an empty manifest: nothing of ${app} was built for v${version}.`,
    { hint: 'Build it first: git push rack main, or convox deploy.' },
  );
}
