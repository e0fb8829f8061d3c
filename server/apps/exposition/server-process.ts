import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metric } from '../../../lib/prometheus.ts';

/** What the server's own process takes. */
export class ServerProcess {
  private readonly delay: IntervalHistogram = monitorEventLoopDelay({ resolution: 20 });

  constructor() {
    this.delay.enable();
  }

  /** The delay of the event loop is that since the last time somebody asked. */
  metrics(): Metric[] {
    const { user, system } = process.cpuUsage();
    const slow = this.delay.percentile(99) / 1e9;
    this.delay.reset();
    return [
      one('process_cpu_seconds_total', 'Seconds of one processor that the server has taken.', (user + system) / 1e6),
      one('process_resident_memory_bytes', 'Memory of the server.', process.memoryUsage.rss()),
      one('process_start_time_seconds', 'When the server started.', Date.now() / 1000 - process.uptime()),
      one('nodejs_eventloop_lag_p99_seconds', 'In which 99 of 100 looks at its work were begun.', slow),
    ];
  }
}

/** A metric of one value, which is a counter when it is called so. */
export function one(name: string, help: string, value: number, labels?: Record<string, string>): Metric {
  const type = name.endsWith('_total') ? 'counter' : 'gauge';
  return { name, help, type, samples: [{ value, ...(labels && { labels }) }] };
}
