import type { Input, Operation } from '../endpoint/service.ts';
import { invalidCombination, missing } from './errors.ts';
import { instantOf } from './instant.ts';
import { metricIn } from './metric.ts';
import type { MetricStore } from './metric-store.ts';
import { periodIn } from './period.ts';
import { inPeriods, type TimedPoint } from './point.ts';
import { statisticOf } from './statistics.ts';

/** Points of an answer at most. */
const MOST_POINTS = 1440;

/** Figures of one metric. */
export const getMetricStatistics =
  (store: MetricStore): Operation =>
  (input) => {
    const { name, ...metric } = metricIn(input);
    const period = periodIn(input.Period);
    const [from, to] = [instantOf('StartTime', input.StartTime), instantOf('EndTime', input.EndTime)];
    if (from >= to) throw invalidCombination('The parameter StartTime must be less than the parameter EndTime.');
    if ((to - from) / period > MOST_POINTS)
      throw invalidCombination(
        `You have requested up to ${Math.ceil((to - from) / period)} datapoints, which exceeds the limit of ${MOST_POINTS}.`,
      );
    const view = viewOf(input);
    const start = Math.floor(from / period) * period;
    return { Label: name, Datapoints: inPeriods(store.points({ name, ...metric }, start, to), period).map(view) };
  };

// Private

function viewOf({ Statistics = [], ExtendedStatistics = [], Unit }: Input) {
  if (Statistics.length + ExtendedStatistics.length === 0) throw missing('Statistics');
  const plain = named(Statistics);
  const extended = named(ExtendedStatistics);
  return (point: TimedPoint) => {
    const percentiles = figures(extended, point);
    return {
      Timestamp: new Date(point.at),
      ...figures(plain, point),
      ...(extended.length > 0 && { ExtendedStatistics: percentiles }),
      Unit: Unit ?? 'None',
    };
  };
}

type Named = [name: string, read: ReturnType<typeof statisticOf>][];

const named = (names: string[]): Named => names.map((name) => [name, statisticOf(name)]);

const figures = (statistics: Named, point: TimedPoint) =>
  Object.fromEntries(statistics.map(([name, read]) => [name, read(point)]).filter(([, value]) => value !== undefined));
