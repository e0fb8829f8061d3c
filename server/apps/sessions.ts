import { Failure } from '../../lib/failure.ts';
import { allows, coversApps } from '../model/access.ts';
import type { Developer } from '../model/developer.ts';
import type { Actor } from './actor.ts';
import type { Logins } from './logins.ts';

/** Something of a developer that runs: a connection, a request. */
export interface Session {
  /** Aborts, with a `Failure` as reason, when the right to it is taken away. */
  signal: AbortSignal;
  /** It has ended by itself. */
  close(): void;
}

/** What developers have running over any door, so that it ends with the right to it. */
export class Sessions {
  private readonly logins: Pick<Logins, 'current'>;
  private readonly running = new Map<Actor, AbortController>();

  constructor(logins: Pick<Logins, 'current'>) {
    this.logins = logins;
  }

  /** How many run. */
  get count(): number {
    return this.running.size;
  }

  /** Begins a session, which ends with the actor's token at the latest. */
  open(actor: Actor): Session {
    const controller = new AbortController();
    this.running.set(actor, controller);
    const timer = atExpiry(actor, () => controller.abort(accessRevoked()));
    const close = () => {
      clearTimeout(timer);
      this.running.delete(actor);
    };
    return { signal: controller.signal, close };
  }

  /** Carries out a change of who may what, and ends at once what runs of those who may less than before. */
  change<T>(work: () => T): T {
    const before = [...this.running.keys()].map((actor) => [actor, this.logins.current(actor)] as const);
    const answer = work();
    for (const [actor, was] of before)
      if (was && lost(was.developer, this.logins.current(actor)?.developer))
        this.running.get(actor)?.abort(accessRevoked());
    return answer;
  }
}

/** What is told to whom the right to go on was taken from. */
export function accessRevoked(): Failure {
  return new Failure('access_revoked', 'Your access was taken away, or made less.', {
    hint: 'Ask an admin of this rack.',
  });
}

// Private

function lost(was: Developer, is: Developer | undefined): boolean {
  return !is || !allows(is.role, was.role) || !coversApps(is.apps, was.apps);
}

/** The longest wait of a timer. */
const LONGEST_WAIT = 2 ** 31 - 1;

function atExpiry({ via }: Actor, end: () => void): NodeJS.Timeout | undefined {
  if (via.kind === 'key' || via.expiresAt === undefined) return undefined;
  const left = Date.parse(via.expiresAt) - Date.now();
  return left < LONGEST_WAIT ? setTimeout(end, left).unref() : undefined;
}
