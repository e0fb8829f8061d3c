import type Docker from 'dockerode';
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

/** Milliseconds between two looks, below which they tell nothing, and above which the first one tells nothing of now. */
const LEAST = 500;
const MOST = 120_000;

/**
 * What containers take. Two looks tell how much of the processors, so that the one of an earlier question serves as the first;
 * of a container that nobody asked for lately, it is the mean of its life. So an answer waits for nothing, and nothing is
 * measured while nobody asks.
 */
export class Measure {
  private readonly containers: Pick<RunningContainers, 'list' | 'stats'>;
  private readonly before = new Map<string, Sample>();

  constructor(containers: Pick<RunningContainers, 'list' | 'stats'>) {
    this.containers = containers;
  }

  /** Of an app's containers, by task. */
  async now(app: string): Promise<Record<string, Use>> {
    const running = await this.containers.list(app);
    const uses = await Promise.all(running.map((container) => this.useOf(container)));
    this.forget();
    return Object.fromEntries(running.flatMap(({ task }, at) => (uses[at] ? [[task, uses[at]]] : [])));
  }

  // Private

  /** Undefined of one that is gone by now. */
  private async useOf({ id, madeAt }: RunningContainer): Promise<Use | undefined> {
    const stats = await this.containers.stats(id).catch(() => undefined);
    if (!stats) return undefined;
    const sample = sampleOf(stats);
    const before = this.before.get(id);
    const isLate = before !== undefined && sample.at - before.at < MOST;
    if (!isLate || sample.at - before.at >= LEAST) this.before.set(id, sample);
    return between(isLate ? before : { at: madeAt, used: 0, memory: 0 }, sample);
  }

  private forget(): void {
    for (const [id, { at }] of this.before) if (Date.now() - at > MOST) this.before.delete(id);
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
