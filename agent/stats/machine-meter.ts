import { statfs } from 'node:fs/promises';
import { cpus, freemem, loadavg, totalmem } from 'node:os';
import type { MachineStats } from '../../wire/stats-record.ts';
import { networkOf } from './kernel-files.ts';
import { textOf } from './kernel-meter.ts';
import { since } from './totals.ts';

/** The network of the machine itself, also for an agent in a container that sees the machine's processes. */
const NETWORK = '/proc/1/net/dev';

/** What passes these passes a card of the machine too, or never leaves it. */
const WITHIN = /^(lo|veth|docker|br-|virbr|ecs-)/;

/** What the machine has taken since it began. */
interface MachineTotals {
  /** Milliseconds of all processors, and those of them at work. */
  time: number;
  busy: number;
  networkIn: number | undefined;
  networkOut: number | undefined;
}

/** Tells what the machine took between two looks. */
export class MachineMeter {
  private readonly disks: readonly string[];
  private before: MachineTotals | undefined;

  /** The disk is that of the first of these folders that can be seen. */
  constructor(disks: readonly string[]) {
    this.disks = disks;
  }

  /** Since the look before; undefined the first time. */
  async read(): Promise<MachineStats | undefined> {
    const now = totals();
    const { before } = this;
    this.before = now;
    if (!before || now.time <= before.time) return undefined;
    const cores = cpus().length;
    const [load = 0] = loadavg();
    return {
      cpu: ((now.busy - before.busy) / (now.time - before.time)) * cores,
      cores,
      load,
      memory: totalmem() - freemem(),
      memoryTotal: totalmem(),
      networkIn: since(before.networkIn, now.networkIn),
      networkOut: since(before.networkOut, now.networkOut),
      ...(await this.disk()),
    };
  }

  // Private

  private async disk(): Promise<Pick<MachineStats, 'disk' | 'diskTotal'>> {
    for (const folder of this.disks) {
      const found = await statfs(folder).catch(() => undefined);
      // What only root could still take is no more to be had by anybody's containers.
      if (found) return { disk: (found.blocks - found.bavail) * found.bsize, diskTotal: found.blocks * found.bsize };
    }
    return { disk: undefined, diskTotal: undefined };
  }
}

// Private

function totals(): MachineTotals {
  const times = cpus().map((each) => each.times);
  const time = times.reduce((all, { user, nice, sys, idle, irq }) => all + user + nice + sys + idle + irq, 0);
  const idle = times.reduce((all, each) => all + each.idle, 0);
  const text = textOf(NETWORK);
  const network = text === undefined ? undefined : networkOf(text, (name) => !WITHIN.test(name));
  return { time, busy: time - idle, networkIn: network?.in, networkOut: network?.out };
}
