import type { Place } from '../../lib/queue.ts';

/** Silence that no load balancer or proxy on the way cuts, in milliseconds; the shortest usual limit is 30 seconds. */
export const HEARTBEAT = 15_000;

/** What a push that waits for its turn tells: its place, each time it changes, and a word in every long silence. */
export class Wait {
  private readonly tell: (line: string) => void;
  private readonly silence: number;
  private timer: NodeJS.Timeout | undefined;
  private readonly startedAt = Date.now();

  /** `silence`: milliseconds after which it says again that it waits. */
  constructor(tell: (line: string) => void, silence = HEARTBEAT) {
    this.tell = tell;
    this.silence = silence;
  }

  /** Says the place, and goes on saying that it waits. */
  readonly say = ({ ahead, holder }: Place): void => {
    this.tell(`-----> Waiting for ${holder ?? 'a change of this app'} (${ahead} ahead)`);
    clearInterval(this.timer);
    this.timer = setInterval(
      () => this.tell(`       … still waiting (${this.seconds()}s; Ctrl-C gives up)`),
      this.silence,
    );
  };

  end(): void {
    clearInterval(this.timer);
  }

  // Private

  private seconds(): number {
    return Math.round((Date.now() - this.startedAt) / 1000);
  }
}
