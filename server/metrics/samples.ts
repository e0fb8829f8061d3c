import type { ContainerStats, MachineStats, StatsRecord } from '../../wire/stats-record.ts';
import { FINE } from './range.ts';
import type { SeriesKey } from './series-store.ts';

/** What is kept of a copy, in this order: cores, bytes of memory, and bytes a second. */
export const COPY_COLUMNS = ['cpu', 'memory', 'networkIn', 'networkOut', 'blockRead', 'blockWrite'] as const;

/** What is kept of a machine. */
export const MACHINE_COLUMNS = ['cpu', 'memory', 'networkIn', 'networkOut', 'load', 'disk'] as const;

/** As many have both, so that their blocks have one form. */
export const COLUMNS = COPY_COLUMNS.length;

/** What does not change from sample to sample. */
export interface CopyFacts {
  memoryLimit?: number;
}

export interface MachineFacts {
  cores: number;
  memoryTotal: number;
  diskTotal?: number;
}

/** One sample of one series. */
export interface Sample {
  key: SeriesKey;
  facts: CopyFacts | MachineFacts;
  values: (number | undefined)[];
}

/** The samples that a record brings. */
export function samplesOf(record: StatsRecord): Sample[] {
  const { instance, machine, seconds } = record;
  return [...record.containers.map(ofContainer), ...(machine ? [ofMachine(instance, machine, seconds)] : [])];
}

/** When the step begins that a record tells of; the clock of its machine may be ahead of ours. */
export function stepOf({ at }: StatsRecord, now: number): number {
  const end = Math.min(Date.parse(at), now) / 1000;
  return Math.round(end / FINE) * FINE - FINE;
}

// Private

function ofContainer(stats: ContainerStats): Sample {
  const { app, process, release, task, container, seconds, cpu, memory, memoryLimit } = stats;
  const { networkIn, networkOut, blockRead, blockWrite } = stats;
  return {
    key: { kind: 'copy', owner: app, process, release, task, container },
    facts: memoryLimit === undefined ? {} : { memoryLimit },
    values: [cpu, memory, ...[networkIn, networkOut, blockRead, blockWrite].map((bytes) => rate(bytes, seconds))],
  };
}

function ofMachine(instance: string, stats: MachineStats, seconds: number): Sample {
  const { cpu, memory, networkIn, networkOut, load, disk, cores, memoryTotal, diskTotal } = stats;
  return {
    key: { kind: 'machine', owner: instance, process: '', release: '', task: '', container: '' },
    facts: { cores, memoryTotal, ...(diskTotal !== undefined && { diskTotal }) },
    values: [cpu, memory, rate(networkIn, seconds), rate(networkOut, seconds), load, disk],
  };
}

function rate(bytes: number | undefined, seconds: number): number | undefined {
  return bytes === undefined || !(seconds > 0) ? undefined : bytes / seconds;
}
