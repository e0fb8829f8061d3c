import { readFileSync } from 'node:fs';
import type { ControlGroups } from './control-groups.ts';
import { blkioOf, ioOf, limitOf, networkOf, numberOf } from './kernel-files.ts';
import type { Totals } from './totals.ts';

/**
 * Reads what containers have taken from the kernel's own files, which costs a twentieth of asking the engine. Files are read at
 * once: they are in memory, and handing each to another thread would cost more than reading it.
 */
export class KernelMeter {
  private readonly groups: ControlGroups;
  private readonly clock: () => number;
  private readonly processes: string;

  constructor(groups: ControlGroups, { clock = Date.now, processes = '/proc' } = {}) {
    this.groups = groups;
    this.clock = clock;
    this.processes = processes;
  }

  /** Learns where new ones of these are. */
  prepare(ids: readonly string[]): void {
    this.groups.refresh(ids);
  }

  /** The totals of a container, or undefined where the kernel's files do not show it. */
  read(id: string): Totals | undefined {
    const taken = this.groups.version === 2 ? this.second(id) : this.first(id);
    if (!taken) return undefined;
    const { read, written } = taken.io ?? {};
    const network = this.network(id);
    return {
      at: this.clock(),
      cpu: taken.cpu,
      memory: Math.max(0, taken.memory - taken.cached),
      memoryLimit: taken.memoryLimit,
      networkIn: network?.in,
      networkOut: network?.out,
      blockRead: read,
      blockWrite: written,
    };
  }

  // Private

  private first(id: string) {
    const cpu = this.text(id, 'cpuacct', 'cpuacct.usage');
    const memory = this.text(id, 'memory', 'memory.usage_in_bytes');
    if (cpu === undefined || memory === undefined) return undefined;
    const io =
      this.text(id, 'blkio', 'blkio.throttle.io_service_bytes_recursive') ??
      this.text(id, 'blkio', 'blkio.throttle.io_service_bytes');
    return {
      cpu: Number(cpu) / 1e9,
      memory: Number(memory),
      cached: numberOf(this.text(id, 'memory', 'memory.stat') ?? '', 'total_inactive_file') ?? 0,
      memoryLimit: limitOf(this.text(id, 'memory', 'memory.limit_in_bytes') ?? 'max'),
      io: io === undefined ? undefined : blkioOf(io),
    };
  }

  private second(id: string) {
    const cpu = numberOf(this.text(id, 'cpuacct', 'cpu.stat') ?? '', 'usage_usec');
    const memory = this.text(id, 'memory', 'memory.current');
    if (cpu === undefined || memory === undefined) return undefined;
    const io = this.text(id, 'blkio', 'io.stat');
    return {
      cpu: cpu / 1e6,
      memory: Number(memory),
      cached: numberOf(this.text(id, 'memory', 'memory.stat') ?? '', 'inactive_file') ?? 0,
      memoryLimit: limitOf(this.text(id, 'memory', 'memory.max') ?? 'max'),
      io: io === undefined ? undefined : ioOf(io),
    };
  }

  /** All processes of a container share its network: any of them shows it. */
  private network(id: string) {
    const process = /^[1-9]\d*/.exec(this.text(id, 'memory', 'cgroup.procs') ?? '')?.[0];
    const text = process === undefined ? undefined : textOf(`${this.processes}/${process}/net/dev`);
    return text === undefined ? undefined : networkOf(text);
  }

  private text(id: string, controller: 'cpuacct' | 'memory' | 'blkio', name: string): string | undefined {
    const file = this.groups.file(id, controller, name);
    return file === undefined ? undefined : textOf(file);
  }
}

/** What a file of the kernel says, or undefined when it is gone or not for us. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
