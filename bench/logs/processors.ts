import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds of a tick, in which Linux counts what processes take. */
const TICK = 10;

/** What one process has taken. */
export interface Taken {
  /** Milliseconds of one processor. */
  processor: number;
  /** MiB that it held at most. */
  memory: number;
}

/** What processes have taken since they were first looked at. */
export class Processors {
  private readonly pids: Readonly<Record<string, number>>;
  private readonly before: Record<string, number>;

  constructor(pids: Readonly<Record<string, number>>) {
    this.pids = pids;
    this.before = Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, processorOf(pid)]));
  }

  taken(): Record<string, Taken> {
    const entries = Object.entries(this.pids).map(([name, pid]) => {
      const processor = processorOf(pid) - (this.before[name] ?? 0);
      return [name, { processor, memory: mostMemoryOf(pid) }] as const;
    });
    return Object.fromEntries(entries);
  }
}

/** The process of a program of this machine that has this name. */
export function processCalled(name: string): number {
  const found = readdirSync('/proc').find((pid) => /^\d+$/.test(pid) && nameOf(pid) === name);
  if (!found) throw new Error(`no ${name} runs on this machine`);
  return Number(found);
}

// Private

/** Milliseconds in user and system mode; the name before them may hold anything but is in parentheses. */
function processorOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}

function mostMemoryOf(pid: number): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) / 1024;
}

/** Of a process that has ended meanwhile there is none. */
function nameOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
