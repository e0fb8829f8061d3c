import { setTimeout as sleep } from 'node:timers/promises';
import type { Failure } from '../../lib/failure.ts';
import type { Actor } from './actor.ts';
import type { Sessions } from './sessions.ts';

/** What is being done to an app while its work goes on; undefined of work that leaves what runs alone. */
export type Doing = 'creating' | 'updating' | 'deleting' | undefined;

interface Work {
  app: string;
  doing: Doing;
  stop: AbortController;
  ended: Promise<unknown>;
}

/** Milliseconds for which a client waits for work that may end soon: less than the 60 s after which balancers cut in. */
const SOON = 20_000;

/**
 * Work that goes on when the request that began it has its answer. It ends before its time when the right of whoever began it
 * is taken away, when its app goes, and when the server stops.
 */
export class Background {
  private readonly sessions: Pick<Sessions, 'open'>;
  private readonly works = new Set<Work>();

  constructor(sessions: Pick<Sessions, 'open'>) {
    this.sessions = sessions;
  }

  /** Begins work on an app; the promise is for those who like to know its end. */
  run<T>(
    { app, doing, actor }: { app: string; doing: Doing; actor: Actor },
    work: (signal: AbortSignal) => Promise<T>,
  ) {
    const stop = new AbortController();
    // The request that begins it has a session of this actor too.
    const session = this.sessions.open({ ...actor });
    const ended = work(AbortSignal.any([stop.signal, session.signal]));
    const entry: Work = { app, doing, stop, ended: ended.catch(() => {}) };
    this.works.add(entry);
    const done = () => {
      session.close();
      this.works.delete(entry);
    };
    ended.then(done, done);
    return ended;
  }

  /** As `run`; answers, or throws, what comes of work that ends soon, and undefined of what goes on. */
  async soon<T>(
    about: { app: string; doing: Doing; actor: Actor },
    work: (signal: AbortSignal) => Promise<T>,
    patience = SOON,
  ): Promise<T | undefined> {
    const tooLong = new AbortController();
    const over = sleep(patience, undefined, { ref: false, signal: tooLong.signal }).catch(() => undefined);
    return Promise.race([this.run(about, work), over]).finally(() => tooLong.abort());
  }

  /** How many works go on. */
  get count(): number {
    return this.works.size;
  }

  /** What is being done to an app. */
  doing(app: string): Doing {
    return [...this.works].findLast((work) => work.app === app && work.doing !== undefined)?.doing;
  }

  /** Tells what goes on with an app to end, for this reason. Who waits for the app's queue waits for that too. */
  end(app: string, reason: Failure): void {
    for (const { stop, doing, ...work } of this.works) if (work.app === app && doing !== 'deleting') stop.abort(reason);
  }

  /** Ends what changes an app now, for this reason, and waits for that; false when nothing does. */
  async cancel(app: string, reason: Failure): Promise<boolean> {
    const works = [...this.works].filter((work) => work.app === app && work.doing === 'updating');
    for (const { stop } of works) stop.abort(reason);
    await Promise.all(works.map(({ ended }) => ended));
    return works.length > 0;
  }

  /** Ends everything: the server stops. */
  async stop(reason: Failure): Promise<void> {
    const works = [...this.works];
    for (const { stop } of works) stop.abort(reason);
    await Promise.all(works.map(({ ended }) => ended));
  }
}
