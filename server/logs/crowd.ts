import type { Follower } from './follower.ts';

/** Readers that are woken in one go; others have their turn before the next ones. */
const WOKEN_AT_ONCE = 100;
/** Of so many readers on, each page is dear: they are woken at most once in so many milliseconds. */
const MANY = 50;
const GATHER_MS = 50;

/** All who follow an app. */
export class Crowd {
  private readonly followers = new Set<Follower>();
  private wokenAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  get isEmpty(): boolean {
    return this.followers.size === 0;
  }

  /** True from when lines came until all are woken for them: what comes meanwhile may go with it. */
  get isGathering(): boolean {
    return this.timer !== undefined;
  }

  add(follower: Follower): void {
    this.followers.add(follower);
  }

  delete(follower: Follower): void {
    this.followers.delete(follower);
    if (this.isEmpty) this.stopGathering();
  }

  /** Lines came: few are woken at once, many a moment later where they were woken just now. */
  call(): void {
    if (this.isGathering) return;
    const wait = this.followers.size < MANY ? 0 : this.wokenAt + GATHER_MS - performance.now();
    if (wait <= 0) void this.wake();
    else this.timer = setTimeout(() => void this.wake(), wait);
  }

  // Private

  private async wake(): Promise<void> {
    this.stopGathering();
    this.wokenAt = performance.now();
    const followers = [...this.followers];
    for (let at = 0; at < followers.length; at += WOKEN_AT_ONCE) {
      if (at > 0) await new Promise(setImmediate);
      for (const follower of followers.slice(at, at + WOKEN_AT_ONCE)) follower.call();
    }
  }

  private stopGathering(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
