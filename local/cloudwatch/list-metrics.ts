import type { Input, Operation } from '../endpoint/service.ts';
import { invalidToken, invalidValue } from './errors.ts';
import { type Metric, metricView } from './metric.ts';
import type { MetricStore } from './metric-store.ts';

/** Metrics of an answer. */
const PAGE = 500;
/** Milliseconds for which a metric without a new point is told, and with `RecentlyActive`. */
const TOLD = 14 * 86_400_000;
const RECENTLY = 3 * 3_600_000;

/** The metrics that have points, by namespace, name and dimensions. */
export const listMetrics =
  (store: MetricStore): Operation =>
  (input) => {
    const since = Date.now() - sinceIn(input);
    const start = Number(input.NextToken ?? 0);
    if (!Number.isInteger(start) || start < 0) throw invalidToken();
    const found = store.metrics().filter((metric) => metric.last >= since && fits(metric, input));
    const end = start + PAGE;
    const NextToken = found.length > end ? String(end) : undefined;
    return { Metrics: found.slice(start, end).map(metricView), NextToken };
  };

// Private

function sinceIn({ RecentlyActive }: Input): number {
  if (RecentlyActive === undefined) return TOLD;
  if (RecentlyActive === 'PT3H') return RECENTLY;
  throw invalidValue('The parameter RecentlyActive must be PT3H.');
}

function fits({ namespace, name, dimensions }: Metric, { Namespace, MetricName, Dimensions = [] }: Input): boolean {
  if ((Namespace ?? namespace) !== namespace || (MetricName ?? name) !== name) return false;
  return Dimensions.every(({ Name, Value }: Input) =>
    dimensions.some((each) => each.Name === Name && (Value ?? each.Value) === each.Value),
  );
}
