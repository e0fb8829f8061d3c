import type { ContainerStats } from '../../wire/stats-record.ts';

/** What a container has taken since it began, and what memory it has now; undefined is what cannot be seen. */
export interface Totals {
  /** When it was looked at, in milliseconds since 1970. */
  at: number;
  /** Seconds of one processor. */
  cpu: number;
  /** Bytes, as all below. */
  memory: number;
  memoryLimit: number | undefined;
  networkIn: number | undefined;
  networkOut: number | undefined;
  blockRead: number | undefined;
  blockWrite: number | undefined;
}

/** The totals of one that has just begun. */
export function atBirth(at: number): Totals {
  const nothing = { networkIn: 0, networkOut: 0, blockRead: 0, blockWrite: 0 };
  return { at, cpu: 0, memory: 0, memoryLimit: undefined, ...nothing };
}

/** What was taken between two looks; undefined when there is no time between them, or the counts began anew. */
export function between(before: Totals, now: Totals): Omit<ContainerStats, keyof Owner> | undefined {
  const seconds = (now.at - before.at) / 1000;
  if (seconds <= 0 || now.cpu < before.cpu) return undefined;
  return {
    seconds,
    cpu: (now.cpu - before.cpu) / seconds,
    memory: now.memory,
    memoryLimit: now.memoryLimit,
    networkIn: since(before.networkIn, now.networkIn),
    networkOut: since(before.networkOut, now.networkOut),
    blockRead: since(before.blockRead, now.blockRead),
    blockWrite: since(before.blockWrite, now.blockWrite),
  };
}

/** How much a count has grown; undefined where it is not known, or began anew. */
export function since(before: number | undefined, now: number | undefined): number | undefined {
  return before === undefined || now === undefined || now < before ? undefined : now - before;
}

// Private

/** Whose stats they are. */
type Owner = Pick<ContainerStats, 'app' | 'process' | 'release' | 'task' | 'container'>;
