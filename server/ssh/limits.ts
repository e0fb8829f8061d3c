import type { Most } from '../../lib/places.ts';

/** Connections that are still logging in: 50 clones at once are a usual thing, and each takes a tenth of a second. */
export const LOGGING_IN: Most = { ofOne: 100, inTotal: 400 };

/** Connections of developers. They may come from anywhere, so that they are counted by name. */
export const LOGGED_IN: Most = { ofOne: 128, inTotal: 1024 };

/** Commands and git processes of developers that run at once; one connection may carry several. */
export const RUNNING: Most = { ofOne: 256, inTotal: 1024 };

/** Milliseconds after which a connection that still logs in makes way for a new one. */
const PATIENCE = 5_000;

/** Something that waits and can be sent away. */
export interface Waiting {
  /** Milliseconds since 1970. */
  since: number;
  cut(): void;
}

/**
 * The connections that are not logged in yet, by address. When there is no room, the one that has dawdled longest makes
 * way: a new client is in within a moment, while clients that hold connections open lose them one by one. So whoever
 * shares an address with them is not shut out; and when the room is taken by all together, the address with the most
 * connections pays.
 */
export class Lobby {
  private readonly byAddress = new Map<string, Set<Waiting>>();
  private readonly limit: Most;
  private readonly now: () => number;
  private total = 0;

  constructor(limit = LOGGING_IN, now: () => number = Date.now) {
    this.limit = limit;
    this.now = now;
  }

  /** Takes a place; answers false when there is none. Who got one gives it back with `leave`. */
  enter(address: string, who: Waiting): boolean {
    if (!this.hasRoom(address)) return false;
    const here = this.byAddress.get(address) ?? new Set();
    this.byAddress.set(address, here.add(who));
    this.total += 1;
    return true;
  }

  leave(address: string, who: Waiting): void {
    const here = this.byAddress.get(address);
    if (!here?.delete(who)) return;
    this.total -= 1;
    if (here.size === 0) this.byAddress.delete(address);
  }

  // Private

  private hasRoom(address: string): boolean {
    const count = this.byAddress.get(address)?.size ?? 0;
    if (count >= this.limit.ofOne && !this.makeRoom(address)) return false;
    return this.total < this.limit.inTotal || this.makeRoom(this.mostCrowded());
  }

  private makeRoom(address: string): boolean {
    const [oldest] = this.byAddress.get(address) ?? [];
    if (!oldest || this.now() - oldest.since < PATIENCE) return false;
    this.leave(address, oldest);
    oldest.cut();
    return true;
  }

  private mostCrowded(): string {
    let most = '';
    for (const [address, { size }] of this.byAddress) if (size > (this.byAddress.get(most)?.size ?? 0)) most = address;
    return most;
  }
}
