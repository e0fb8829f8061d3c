import type { Metric } from '../../../lib/prometheus.ts';
import type { LatestCopy } from '../../metrics/latest.ts';

/** A copy that runs, with the name by which people know it. */
export interface NamedCopy extends LatestCopy {
  /** `web.1` */
  name: string;
}

/** What the copies take, as metrics. Sums begin anew when the server does. */
export function copyMetrics(copies: readonly NamedCopy[]): Metric[] {
  const of = (value: (copy: NamedCopy) => number | undefined) =>
    copies.flatMap((copy) => {
      const found = value(copy);
      return found === undefined ? [] : [{ labels: labelsOf(copy), value: found }];
    });
  const counter = (name: string, help: string, value: (copy: NamedCopy) => number | undefined): Metric => {
    return { name: `rack_copy_${name}_total`, help, type: 'counter', samples: of(value) };
  };
  const gauge = (name: string, help: string, value: (copy: NamedCopy) => number | undefined): Metric => {
    return { name: `rack_copy_${name}`, help, type: 'gauge', samples: of(value) };
  };
  return [
    counter('cpu_seconds', 'Seconds of one processor that a copy has taken.', ({ sum }) => sum.cpu),
    gauge('memory_bytes', 'Memory of a copy, without files that are only cached.', ({ stats }) => stats.memory),
    gauge('memory_limit_bytes', 'What memory a copy may take.', ({ stats }) => stats.memoryLimit),
    counter('network_receive_bytes', 'Bytes that a copy has received.', ({ sum }) => sum.networkIn),
    counter('network_transmit_bytes', 'Bytes that a copy has sent.', ({ sum }) => sum.networkOut),
    counter('disk_read_bytes', 'Bytes that a copy has read from disks.', ({ sum }) => sum.blockRead),
    counter('disk_written_bytes', 'Bytes that a copy has written to disks.', ({ sum }) => sum.blockWrite),
  ];
}

// Private

function labelsOf({ name, instance, stats: { app, process, release } }: NamedCopy): Record<string, string> {
  return { app, process, copy: name, release, instance_id: instance };
}
