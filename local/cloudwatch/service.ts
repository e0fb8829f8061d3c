import type { Log } from '../../lib/log.ts';
import type { Service } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { coverage } from './coverage.ts';
import { OLDER_CODES } from './errors.ts';
import { getMetricData } from './get-metric-data.ts';
import { getMetricStatistics } from './get-metric-statistics.ts';
import { listMetrics } from './list-metrics.ts';
import { MetricStore } from './metric-store.ts';
import { putMetricData } from './put-metric-data.ts';

/** Milliseconds between looks at what is too old. */
const TRIM_EVERY = 3_600_000;

/** CloudWatch: metrics by the minute, of the services here and of whoever tells some. No alarms and no dashboards. */
export function createCloudWatch({ database, log }: { database: Database; log: Log }): Service & {
  start(): Promise<void>;
  stop(): Promise<void>;
} {
  const store = new MetricStore(database);
  let timer: NodeJS.Timeout | undefined;

  return {
    signingName: 'monitoring',
    protocol: 'json',
    older: { protocol: 'query', codes: OLDER_CODES },
    version: '2010-08-01',
    target: 'GraniteServiceVersion20100801',
    coverage,
    operations: {
      GetMetricData: getMetricData(store),
      GetMetricStatistics: getMetricStatistics(store),
      ListMetrics: listMetrics(store),
      PutMetricData: putMetricData(store),
    },
    async start() {
      timer = setInterval(trim, TRIM_EVERY);
      trim();
    },
    async stop() {
      clearInterval(timer);
    },
  };

  function trim(): void {
    try {
      store.trim(Date.now());
    } catch (error) {
      log.error('Old metrics could not be dropped', error);
    }
  }
}
