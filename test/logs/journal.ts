import type { Fault } from './tally.ts';

/** What was done to a rack, and when: a fault is told with what came before it. */
export class Journal {
  private readonly events: { at: number; what: string }[] = [];
  private readonly tell: (line: string) => void;
  private began = Date.now();

  constructor(tell: (line: string) => void = () => {}) {
    this.tell = tell;
  }

  /** From here on it is another course. */
  begin(what: string): void {
    this.began = Date.now();
    this.events.length = 0;
    this.tell(what);
  }

  /** Seconds since it began. */
  get seconds(): number {
    return (Date.now() - this.began) / 1000;
  }

  note(what: string): void {
    this.events.push({ at: Date.now(), what });
    this.tell(`  ${this.seconds.toFixed(1)} s: ${what}`);
  }

  /** `missing c07 1201–1250 (50), printed 2026-11-26T11:31:02.123456Z, 0.3 s after: kill -9 agent, 3rd` */
  explain({ kind, copy, from, to, at }: Fault): string {
    const numbers = from === to ? `${from}` : `${from}–${to} (${to - from + 1})`;
    const time = Date.parse(at);
    const before = this.events.filter((event) => event.at <= time).at(-1);
    const after = before ? `, ${((time - before.at) / 1000).toFixed(1)} s after: ${before.what}` : '';
    return `${kind} ${copy} ${numbers}, at ${at}${after}`;
  }
}
