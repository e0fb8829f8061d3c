import type { Use } from '../../wire/attach/wish.ts';
import type { RunningContainer, RunningContainers } from '../docker/running.ts';
import type { Meter } from '../stats/meter.ts';
import { atBirth, between, type Totals } from '../stats/totals.ts';

/** Milliseconds after which a question begins another look. */
const FRESH = 1000;

/** Milliseconds between two looks above which the first one tells nothing of now. */
const MOST = 120_000;

/** The newest look at a container, and the one before it, or its birth. */
interface Known {
  first: Totals;
  last: Totals;
}

/**
 * What containers take. Two looks tell how much of the processors, so that the one of an earlier question serves as the first;
 * of a container that nobody asked for lately, it is the mean of its life. Nothing is measured while nobody asks.
 */
export class Measure {
  private readonly containers: Pick<RunningContainers, 'list'>;
  private readonly meter: Meter;
  private readonly clock: () => number;
  private readonly known = new Map<string, Known>();

  constructor(containers: Pick<RunningContainers, 'list'>, meter: Meter, clock = Date.now) {
    this.containers = containers;
    this.meter = meter;
    this.clock = clock;
  }

  /** Of an app's containers, by task; without those that are gone by now. */
  async now(app: string): Promise<Record<string, Use>> {
    const running = await this.containers.list(app);
    this.forget();
    this.meter.prepare(running.map(({ id }) => id));
    const uses = await Promise.all(running.map(async (each) => [each.task, await this.use(each)] as const));
    return Object.fromEntries(uses.flatMap(([task, use]) => (use ? [[task, use] as const] : [])));
  }

  // Private

  private async use(container: RunningContainer): Promise<Use | undefined> {
    const known = await this.look(container);
    if (!known) return undefined;
    return { cpu: between(known.first, known.last)?.cpu ?? 0, memory: known.last.memory };
  }

  private async look({ id, madeAt }: RunningContainer): Promise<Known | undefined> {
    const known = this.known.get(id);
    if (known && this.clock() - known.last.at < FRESH) return known;
    const last = await this.meter.read(id);
    const fresh = last && { first: known?.last ?? atBirth(madeAt), last };
    if (fresh) this.known.set(id, fresh);
    else this.known.delete(id);
    return fresh;
  }

  private forget(): void {
    for (const [id, { last }] of this.known) if (this.clock() - last.at > MOST) this.known.delete(id);
  }
}
