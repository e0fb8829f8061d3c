import type { Metric } from '../../../lib/prometheus.ts';
import type { LatestMachine } from '../../metrics/latest.ts';

/** What the machines take, as metrics. */
export function machineMetrics(machines: readonly LatestMachine[]): Metric[] {
  const gauge = (name: string, help: string, value: (machine: LatestMachine) => number | undefined): Metric => {
    const samples = machines.flatMap((machine) => {
      const found = value(machine);
      return found === undefined ? [] : [{ labels: { instance_id: machine.instance }, value: found }];
    });
    return { name: `rack_instance_${name}`, help, type: 'gauge', samples };
  };
  return [
    gauge('cpu_cores_busy', 'Cores at work, the mean of ten seconds.', ({ stats }) => stats.cpu),
    gauge('cpu_cores', 'Cores that a machine has.', ({ stats }) => stats.cores),
    gauge('load', 'Programs that ran or wanted to, the mean of a minute.', ({ stats }) => stats.load),
    gauge('memory_bytes', 'Memory that is taken.', ({ stats }) => stats.memory),
    gauge('memory_total_bytes', 'Memory that a machine has.', ({ stats }) => stats.memoryTotal),
    gauge('disk_bytes', 'What is taken of the disk where Docker keeps its things.', ({ stats }) => stats.disk),
    gauge('disk_total_bytes', 'The size of that disk.', ({ stats }) => stats.diskTotal),
  ];
}
