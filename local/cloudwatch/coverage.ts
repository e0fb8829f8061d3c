import type { Coverage } from '../coverage/coverage.ts';

const STATISTICS = 'Percentiles, and the five plain statistics; trimmed means and the like are refused.';
const MINUTES = 'Periods are whole minutes.';

/** How far CloudWatch's operations go: metrics are kept, nobody is alarmed. */
export const coverage: Coverage<'monitoring'> = {
  partial: {
    GetMetricData: [
      'Metrics by their names and dimensions: expressions (metric math, `SEARCH`, Metrics Insights) are refused.',
      STATISTICS,
      MINUTES,
      'There are the metrics that Application Load Balancers have of their target groups, and what `PutMetricData` was told; other services tell none.',
    ],
    GetMetricStatistics: [STATISTICS, MINUTES, 'Units are not kept.'],
    ListMetrics: 'Of this account only.',
    PutMetricData: [
      'Kept by the minute, also with a `StorageResolution` of 1, for 15 days: nothing is folded to longer periods for later.',
      'Units are not kept; `EntityMetricData` is refused.',
    ],
  },
};
