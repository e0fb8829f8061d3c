import type Docker from 'dockerode';
import { within } from '../../lib/within.ts';
import type { Use } from '../../wire/attach/wish.ts';
import type { RunningContainer, RunningContainers } from '../docker/running.ts';

/** How much a container has taken until a moment. */
export interface Sample {
  /** Milliseconds since 1970. */
  at: number;
  /** Milliseconds of one processor. */
  used: number;
  /** Bytes of memory at that moment. */
  memory: number;
}

/** Milliseconds after which a question begins another look, and after which it waits for that one. */
const FRESH = 1000;
const STALE = 10_000;

/** Milliseconds between two looks above which the first one tells nothing of now. */
const MOST = 120_000;

/** Milliseconds that an answer waits for looks: the engine takes a second for one that comes soon after another. */
const PATIENCE = 30;

export interface MeasureOptions {
  /** Milliseconds since 1970. */
  clock?: () => number;
  patience?: number;
}

/** The newest look at a container, and the one before it, or its birth. */
interface Known {
  first: Sample;
  last: Sample;
}

/**
 * What containers take. Two looks tell how much of the processors, so that the one of an earlier question serves as the first;
 * of a container that nobody asked for lately, it is the mean of its life. The newest look is kept: an answer does not wait for
 * a slow one, which serves the next. Nothing is measured while nobody asks.
 */
export class Measure {
  private readonly containers: Pick<RunningContainers, 'list' | 'stats'>;
  private readonly clock: () => number;
  private readonly patience: number;
  private readonly known = new Map<string, Known>();
  /** Containers that are being looked at. */
  private readonly looks = new Map<string, Promise<void>>();

  constructor(
    containers: Pick<RunningContainers, 'list' | 'stats'>,
    { clock = Date.now, patience = PATIENCE }: MeasureOptions = {},
  ) {
    this.containers = containers;
    this.clock = clock;
    this.patience = patience;
  }

  /** Of an app's containers, by task; without those that were never seen yet. */
  async now(app: string): Promise<Record<string, Use>> {
    const running = await this.containers.list(app);
    this.forget();
    await within(this.patience, Promise.all(running.map((container) => this.refresh(container))));
    const uses = running.flatMap(({ id, task }) => {
      const known = this.known.get(id);
      return known ? [[task, between(known.first, known.last)] as const] : [];
    });
    return Object.fromEntries(uses);
  }

  // Private

  private async refresh(container: RunningContainer): Promise<void> {
    const known = this.known.get(container.id);
    const age = known ? this.clock() - known.last.at : Number.POSITIVE_INFINITY;
    if (age < FRESH) return;
    const look = this.looks.get(container.id) ?? this.look(container);
    this.looks.set(container.id, look);
    if (age >= STALE) await look;
  }

  /** What is known of one that is gone by now is no use to anybody. */
  private async look({ id, madeAt }: RunningContainer): Promise<void> {
    try {
      const last = sampleOf(await this.containers.stats(id));
      this.known.set(id, { first: this.known.get(id)?.last ?? { at: madeAt, used: 0, memory: 0 }, last });
    } catch {
      this.known.delete(id);
    } finally {
      this.looks.delete(id);
    }
  }

  private forget(): void {
    for (const [id, { last }] of this.known) if (this.clock() - last.at > MOST) this.known.delete(id);
  }
}

/** What the engine's answer says. Files that are only cached count as free, as `docker stats` does it. */
export function sampleOf({ read, cpu_stats, memory_stats }: Docker.ContainerStats): Sample {
  const { usage = 0 } = memory_stats;
  const stats = (memory_stats.stats ?? {}) as { total_inactive_file?: number; inactive_file?: number };
  const cached = stats.total_inactive_file ?? stats.inactive_file ?? 0;
  return { at: Date.parse(read), used: cpu_stats.cpu_usage.total_usage / 1e6, memory: Math.max(0, usage - cached) };
}

/** What it took between two looks. */
export function between(first: Sample, second: Sample): Use {
  const elapsed = second.at - first.at;
  return { cpu: elapsed > 0 ? Math.max(0, second.used - first.used) / elapsed : 0, memory: second.memory };
}
