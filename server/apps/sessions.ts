import { Failure } from '../../lib/failure.ts';
import type { Actor } from './actor.ts';

/** Something of a developer that runs: a connection, a request. */
export interface Session {
  /** Aborts, with a `Failure` as reason, when the right to it is taken away. */
  signal: AbortSignal;
  /** It has ended by itself. */
  close(): void;
}

/** What developers have running over any door, so that it ends with the right to it. */
export class Sessions {
  private readonly running = new Map<Actor, AbortController>();

  open(actor: Actor): Session {
    const controller = new AbortController();
    this.running.set(actor, controller);
    return { signal: controller.signal, close: () => this.running.delete(actor) };
  }

  /** Ends all sessions of these actors at once. */
  cut(concerns: (actor: Actor) => boolean): void {
    const reason = new Failure('access_revoked', 'Your access was taken away.', { hint: 'Ask an admin of this rack.' });
    for (const [actor, controller] of this.running) if (concerns(actor)) controller.abort(reason);
  }
}
