import type Docker from 'dockerode';
import type { RunningContainers } from '../docker/running.ts';
import type { Totals } from './totals.ts';

/** Asks the engine what containers have taken: dearer than the kernel's files, and there wherever the engine is. */
export class EngineMeter {
  private readonly containers: Pick<RunningContainers, 'stats'>;

  constructor(containers: Pick<RunningContainers, 'stats'>) {
    this.containers = containers;
  }

  /** The totals of a container, or undefined when it is gone, or the engine does not say. */
  async read(id: string): Promise<Totals | undefined> {
    return this.containers.stats(id).then(totalsOf, () => undefined);
  }
}

/** What the engine's answer says. Files that are only cached count as free, as `docker stats` does it. */
export function totalsOf({ read, cpu_stats, memory_stats, networks, blkio_stats }: Docker.ContainerStats): Totals {
  const { usage = 0, limit } = memory_stats;
  const stats = (memory_stats.stats ?? {}) as { total_inactive_file?: number; inactive_file?: number };
  const cached = stats.total_inactive_file ?? stats.inactive_file ?? 0;
  const interfaces = Object.values(networks ?? {});
  return {
    at: Date.parse(read),
    cpu: cpu_stats.cpu_usage.total_usage / 1e9,
    memory: Math.max(0, usage - cached),
    memoryLimit: limit,
    networkIn: sum(interfaces.map(({ rx_bytes }) => rx_bytes)),
    networkOut: sum(interfaces.map(({ tx_bytes }) => tx_bytes)),
    ...transferredOf(blkio_stats?.io_service_bytes_recursive),
  };
}

// Private

function transferredOf(rows: Docker.BlkioStatEntry[] | null | undefined) {
  const of = (wanted: string) =>
    sum((rows ?? []).filter(({ op }) => op.toLowerCase() === wanted).map(({ value }) => value));
  return { blockRead: of('read'), blockWrite: of('write') };
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
