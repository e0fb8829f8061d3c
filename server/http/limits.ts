import { networkOf } from '../model/address.ts';

/** Places that one client may take, and all together. */
export interface Most {
  ofOne: number;
  inTotal: number;
}

/** Counts what runs, by client. */
export class Places {
  private readonly byNetwork = new Map<string, number>();
  private readonly most: Most;
  private total = 0;

  constructor(most: Most) {
    this.most = most;
  }

  /** Takes a place for a client; answers why there is none. Who got one gives it back with `leave`. */
  enter(address: string): 'too many of one' | 'full' | undefined {
    const network = networkOf(address);
    const now = this.byNetwork.get(network) ?? 0;
    if (now >= this.most.ofOne) return 'too many of one';
    if (this.total >= this.most.inTotal) return 'full';
    this.byNetwork.set(network, now + 1);
    this.total += 1;
    return undefined;
  }

  leave(address: string): void {
    const network = networkOf(address);
    const left = (this.byNetwork.get(network) ?? 1) - 1;
    this.total -= 1;
    if (left === 0) this.byNetwork.delete(network);
    else this.byNetwork.set(network, left);
  }
}
