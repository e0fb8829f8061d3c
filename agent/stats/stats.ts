import { messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { pause } from '../../lib/pause.ts';
import { writeStatsRecord } from '../../wire/stats-record.ts';
import type { RunningContainers } from '../docker/running.ts';
import type { Stream } from '../kinesis.ts';
import { instanceName } from './instance.ts';
import { MachineMeter } from './machine-meter.ts';
import { meterOf } from './meter.ts';
import { Sampler } from './sampler.ts';
import { StatsQueue } from './stats-queue.ts';

/** Milliseconds between samples, which are taken when the clock is at a multiple of it: those of all machines fit together. */
const EVERY = 10_000;

/** Milliseconds until the engine is asked again who it is. */
const RETRY = 5000;

export interface StatsOptions {
  containers: RunningContainers;
  stream: Stream;
  log: Log;
  /** The agent's own folder, whose disk is told where Docker's cannot be seen. */
  home: string;
}

/** Tells the stream every ten seconds what the machine and its containers take, until the signal aborts. */
export async function tellStats({ containers, stream, log, home }: StatsOptions, signal: AbortSignal): Promise<void> {
  const engine = await identified(containers, log, signal);
  if (!engine) return;
  const instance = instanceName(engine.host);
  const machine = new MachineMeter([`${engine.folder}/containers`, engine.folder, home]);
  const sampler = new Sampler({ instance, containers, meter: meterOf(containers), machine });
  const queue = new StatsQueue({ stream, partitionKey: instance, log });
  const shipping = queue.run(signal);
  await everyTenSeconds(
    async (at) => {
      const record = await sampler.take(at);
      if (record) queue.add(writeStatsRecord(record));
    },
    { log, signal },
  );
  await shipping;
}

// Private

async function identified(containers: RunningContainers, log: Log, signal: AbortSignal) {
  while (!signal.aborted) {
    try {
      return await containers.engine();
    } catch (error) {
      log.error(`the engine does not answer, so nothing is measured yet: ${messageOf(error)}`);
      await pause(RETRY, signal);
    }
  }
  return undefined;
}

/** A round that takes longer leaves the next one out: a sample that is missing is a gap. */
async function everyTenSeconds(
  take: (at: number) => Promise<void>,
  { log, signal }: { log: Log; signal: AbortSignal },
): Promise<void> {
  await take(Date.now()).catch(() => {});
  while (!signal.aborted) {
    const at = (Math.floor(Date.now() / EVERY) + 1) * EVERY;
    await pause(at - Date.now(), signal);
    if (signal.aborted) return;
    await take(at).catch((error) => log.error(`what containers take could not be measured: ${messageOf(error)}`));
  }
}
