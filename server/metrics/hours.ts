import type { Series } from './fold.ts';
import { FINE, type Range } from './range.ts';

/** How many fine steps are remembered: an hour, and a little for ranges that do not begin now. */
const STEPS = 390;

/** What every copy took of the processor in the last hour, in memory: a list of all apps costs no look into the store. */
export class Hours {
  private readonly copies = new Map<string, Hour>();

  /** Notes what a container took in the step that begins at this time. What comes again changes nothing. */
  note(app: string, container: string, at: number, cores: number): void {
    const known = this.copies.get(container) ?? new Hour(app);
    this.copies.set(container, known);
    known.set(at / FINE, cores);
  }

  /** What the copies of each app took together, by its name; of apps that were not measured, nothing. */
  of(range: Range): Map<string, Series> {
    const sums = new Map<string, (number | null)[]>();
    const count = (range.to - range.from) / FINE;
    for (const copy of this.copies.values()) {
      const sum = sums.get(copy.app) ?? new Array<number | null>(count).fill(null);
      sums.set(copy.app, sum);
      copy.addTo(sum, range.from / FINE);
    }
    const measured = [...sums].filter(([, sum]) => sum.some((cores) => cores !== null));
    return new Map(measured.map(([app, sum]) => [app, means(sum, range.step / FINE)]));
  }

  /** Drops the copies that took nothing since a time. */
  drop(before: number): void {
    for (const [container, { newest }] of this.copies) if (newest * FINE < before) this.copies.delete(container);
  }

  forget(app: string): void {
    for (const [container, copy] of this.copies) if (copy.app === app) this.copies.delete(container);
  }
}

// Private

/** What a copy took in the last steps, each in the place of the one that is an hour older. Steps are counted since 1970. */
class Hour {
  readonly app: string;
  newest = 0;
  private readonly cores = new Float32Array(STEPS).fill(Number.NaN);

  constructor(app: string) {
    this.app = app;
  }

  set(step: number, cores: number): void {
    if (step <= this.newest - STEPS) return;
    const first = Math.max(this.newest, step - STEPS) + 1;
    for (let missed = first; missed < step; missed++) this.cores[missed % STEPS] = Number.NaN;
    this.cores[step % STEPS] = cores;
    this.newest = Math.max(this.newest, step);
  }

  /** Adds what is known to the sums of steps that follow this one. */
  addTo(sums: (number | null)[], first: number): void {
    const from = Math.max(first, this.newest - STEPS + 1);
    const to = Math.min(first + sums.length - 1, this.newest);
    for (let step = from; step <= to; step++) {
      const cores = this.cores[step % STEPS]!;
      if (!Number.isNaN(cores)) sums[step - first] = (sums[step - first] ?? 0) + cores;
    }
  }
}

/** The mean of what is known of every so many. */
function means(values: readonly (number | null)[], every: number): Series {
  return Array.from({ length: Math.ceil(values.length / every) }, (_, index) => {
    const known = values.slice(index * every, (index + 1) * every).filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}
