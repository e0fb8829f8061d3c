/** Logins that are still under way and connections that one address, and all together, may have. */
const MOST_OF_AN_ADDRESS = 128;
const MOST_IN_TOTAL = 1024;

/** Counts connections by address. */
export class ConnectionLimits {
  private readonly byAddress = new Map<string, number>();
  private total = 0;

  /** Takes a place; answers false when there is none. Who got one gives it back with `leave`. */
  enter(address: string): boolean {
    const now = this.byAddress.get(address) ?? 0;
    if (now >= MOST_OF_AN_ADDRESS || this.total >= MOST_IN_TOTAL) return false;
    this.byAddress.set(address, now + 1);
    this.total += 1;
    return true;
  }

  leave(address: string): void {
    const left = (this.byAddress.get(address) ?? 1) - 1;
    this.total -= 1;
    if (left === 0) this.byAddress.delete(address);
    else this.byAddress.set(address, left);
  }
}
