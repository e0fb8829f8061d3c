import { readFileSync } from 'node:fs';

/**
 * What tells one process from all others that ever had its number: the time it started, counted from a boot of the
 * machine. A number that was given away again is so never taken for ours, nor killed.
 */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks since the boot: field 22 of /proc/<pid>/stat. */
  startTime: string;
  boot: string;
}

/** The identity of a running process; undefined when there is none of this number, or only its remains (a zombie). */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before the last parenthesis may hold anything; what comes after it is fields 3 and on.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return {
      pid,
      startTime: fields[19] as string,
      boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    };
  } catch {
    return undefined;
  }
}

/** True while this very process runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  const now = identify(identity.pid);
  return now?.startTime === identity.startTime && now.boot === identity.boot;
}
