import { setImmediate as breathe } from 'node:timers/promises';
import type { ContainerStats, StatsRecord } from '../../wire/stats-record.ts';
import type { RunningContainer, RunningContainers } from '../docker/running.ts';
import type { MachineMeter } from './machine-meter.ts';
import type { Meter } from './meter.ts';
import { atBirth, between, type Totals } from './totals.ts';

export interface SamplerOptions {
  instance: string;
  containers: Pick<RunningContainers, 'list'>;
  meter: Meter;
  machine: Pick<MachineMeter, 'read'>;
}

/** Takes samples of all containers and the machine: what they took since the sample before. */
export class Sampler {
  private readonly options: SamplerOptions;
  private known = new Map<string, Totals>();
  /** When the sample before was taken. */
  private last: number | undefined;

  constructor(options: SamplerOptions) {
    this.options = options;
  }

  /** A sample, under the time that is told; undefined when there was none before to compare with. */
  async take(at: number): Promise<StatsRecord | undefined> {
    const { instance, meter, machine } = this.options;
    const running = await this.options.containers.list();
    meter.prepare(running.map(({ id }) => id));
    const known = new Map<string, Totals>();
    const containers: ContainerStats[] = [];
    for (const each of running) {
      const stats = await this.look(each, known);
      if (stats) containers.push(stats);
      // Nobody's log waits for a thousand containers.
      await breathe();
    }
    const { last } = this;
    [this.known, this.last] = [known, at];
    const taken = await machine.read();
    if (last === undefined) return undefined;
    return { instance, at: new Date(at).toISOString(), seconds: (at - last) / 1000, machine: taken, containers };
  }

  // Private

  private async look(container: RunningContainer, known: Map<string, Totals>): Promise<ContainerStats | undefined> {
    const { id, madeAt, task, app, process, release } = container;
    if (!app || !process) return undefined;
    const now = await this.options.meter.read(id);
    if (!now) return undefined;
    known.set(id, now);
    const before = this.known.get(id) ?? this.birth(madeAt);
    const taken = before && between(before, now);
    return taken && { app, process, release, task, container: id.slice(0, SHORT), ...taken };
  }

  /** Of one that is younger than the sample before, all that it has taken is new. */
  private birth(madeAt: number): Totals | undefined {
    return this.last !== undefined && madeAt >= this.last - SECOND ? atBirth(madeAt) : undefined;
  }
}

// Private

/** What Docker prints of an id. */
const SHORT = 12;

/** The engine tells the time of a birth in whole seconds. */
const SECOND = 1000;
