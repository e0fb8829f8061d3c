import type { CountedRack } from '../../test/logs/counted-rack.ts';
import type { Numbered } from '../../test/logs/numbered.ts';
import { Processors, processCalled, type Taken } from './processors.ts';
import { Reading } from './reading.ts';

/** What one container's lines came to at one reader. */
export interface Flow {
  written: number;
  /** Lines a second, as they were written and as they came. */
  writtenRate: number;
  readRate: number;
  /** How many did not come, or not in their turn. */
  lost: number;
  outOfTurn: number;
  /** Milliseconds from the container's last line to when it came. */
  lag: number;
  latencies: number[];
  /** Milliseconds of a processor for a thousand lines, and MiB at most, of each process. */
  cost: Record<string, Taken>;
}

/** Who reads: a user of the rack, or one of Docker alone, which is the floor. */
export type Way = 'ssh rack logs -f' | 'docker logs -f';

/** Docker's own follower loses and repeats lines when files are rotated (measured with 20.10), so what it follows is not. */
const WHOLE = { size: '20g', files: 1 };

/** Lets one container print, and one reader follow it. */
export async function flow(counted: CountedRack, way: Way, lines: Numbered): Promise<Flow> {
  const [app = ''] = await counted.apps(1);
  const early = way === 'ssh rack logs -f' ? new Reading(commandOf(counted, app)) : undefined;
  const processors = new Processors(processesOf(counted));
  // Docker alone is measured without anybody else who reads.
  const options = early ? {} : { isFollowed: false, rotation: WHOLE };
  const writers = await counted.writers.start([app], 1, lines, options);
  const began = Date.now();
  const reading = early ?? new Reading(['docker', 'logs', '-f', writers[0]?.id ?? '']);
  await counted.writers.ended(writers);
  const endedAt = Date.now();
  const readByThen = reading.read;
  await reading.ended();
  const [written = 0] = (await counted.writers.printed(writers)).values();
  reading.close();
  await counted.writers.remove();
  const seconds = (endedAt - (reading.firstAt ?? began)) / 1000;
  return {
    written,
    writtenRate: written / seconds,
    readRate: readByThen / seconds,
    lost: written - reading.read,
    outOfTurn: reading.outOfTurn,
    lag: Math.max(0, (reading.endedAt ?? Number.POSITIVE_INFINITY) - endedAt),
    latencies: reading.latencies,
    cost: aThousand(processors.taken(), written),
  };
}

/** The processes of the rack, and Docker's. */
export function processesOf({ rack }: CountedRack): Record<string, number> {
  const ours = rack.status.processes.map(({ name, pid }) => [name, pid ?? 0] as const);
  return { ...Object.fromEntries(ours), dockerd: processCalled('dockerd') };
}

// Private

function commandOf({ rack }: CountedRack, app: string): string[] {
  return ['ssh', '-F', rack.status.ssh.config, 'rack', `logs ${app} -f -n 999999999`];
}

function aThousand(taken: Record<string, Taken>, lines: number): Record<string, Taken> {
  const entries = Object.entries(taken).map(([name, { processor, memory }]) => {
    return [name, { processor: (processor * 1000) / lines, memory }] as const;
  });
  return Object.fromEntries(entries);
}
