import type { ContainerStats, MachineStats, StatsRecord } from '../../wire/stats-record.ts';

/** Milliseconds after which a sample tells nothing of now. */
const FRESH = 35_000;

/** What was taken of a copy by its last sample, and in sum since this server knows it. */
export interface LatestCopy {
  instance: string;
  stats: ContainerStats;
  /** Seconds of one processor, and bytes. */
  sum: { cpu: number; networkIn: number; networkOut: number; blockRead: number; blockWrite: number };
}

/** What a machine took by its last sample. */
export interface LatestMachine {
  instance: string;
  seconds: number;
  stats: MachineStats;
}

/** The last sample of everything there is now. */
export class Latest {
  private readonly clock: () => number;
  private readonly byContainer = new Map<string, LatestCopy & { at: number }>();
  private readonly byInstance = new Map<string, LatestMachine & { at: number }>();

  constructor(clock: () => number) {
    this.clock = clock;
  }

  /** Records that come again, or late, change nothing. */
  note(record: StatsRecord): void {
    this.prune();
    const at = Math.min(Date.parse(record.at), this.clock());
    for (const stats of record.containers) this.noteCopy(record.instance, stats, at);
    const { instance, seconds, machine } = record;
    if (machine && at > (this.byInstance.get(instance)?.at ?? 0))
      this.byInstance.set(instance, { at, instance, seconds, stats: machine });
  }

  /** The copies that run now. */
  copies(): LatestCopy[] {
    this.prune();
    return [...this.byContainer.values()];
  }

  /** The machines that there are now. */
  machines(): LatestMachine[] {
    this.prune();
    return [...this.byInstance.values()];
  }

  forget(app: string): void {
    for (const [id, { stats }] of this.byContainer) if (stats.app === app) this.byContainer.delete(id);
  }

  // Private

  private noteCopy(instance: string, stats: ContainerStats, at: number): void {
    const before = this.byContainer.get(stats.container);
    if (before && before.at >= at) return;
    const grown = (name: 'networkIn' | 'networkOut' | 'blockRead' | 'blockWrite') =>
      (before?.sum[name] ?? 0) + (stats[name] ?? 0);
    const sum = {
      cpu: (before?.sum.cpu ?? 0) + stats.cpu * stats.seconds,
      networkIn: grown('networkIn'),
      networkOut: grown('networkOut'),
      blockRead: grown('blockRead'),
      blockWrite: grown('blockWrite'),
    };
    this.byContainer.set(stats.container, { at, instance, stats, sum });
  }

  private prune(): void {
    const oldest = this.clock() - FRESH;
    for (const map of [this.byContainer, this.byInstance])
      for (const [id, { at }] of map) if (at < oldest) map.delete(id);
  }
}
