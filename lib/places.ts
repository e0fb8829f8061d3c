/** Places that one may take, and all together. */
export interface Most {
  ofOne: number;
  inTotal: number;
}

/** Counts what runs, by whose it is: a network, a developer. */
export class Places {
  private readonly byOwner = new Map<string, number>();
  private readonly most: Most;
  private total = 0;

  constructor(most: Most) {
    this.most = most;
  }

  /** Takes a place; answers why there is none. Who got one gives it back with `leave`. */
  enter(owner: string): 'too many of one' | 'full' | undefined {
    const now = this.byOwner.get(owner) ?? 0;
    if (now >= this.most.ofOne) return 'too many of one';
    if (this.total >= this.most.inTotal) return 'full';
    this.byOwner.set(owner, now + 1);
    this.total += 1;
    return undefined;
  }

  leave(owner: string): void {
    const left = (this.byOwner.get(owner) ?? 1) - 1;
    this.total -= 1;
    if (left === 0) this.byOwner.delete(owner);
    else this.byOwner.set(owner, left);
  }
}
