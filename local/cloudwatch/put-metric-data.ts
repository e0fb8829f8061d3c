import { currentCaller } from '../endpoint/caller.ts';
import type { Input, Operation } from '../endpoint/service.ts';
import { type Distribution, merged } from './distribution.ts';
import { invalidCombination, invalidValue, missing } from './errors.ts';
import { instantOf } from './instant.ts';
import { metricIn } from './metric.ts';
import type { MetricStore } from './metric-store.ts';
import type { Point } from './point.ts';

const MINUTE = 60_000;
/** Metrics of a call, and different values of a metric in it, at most. */
const MOST_DATA = 1000;
const MOST_VALUES = 150;
/** How old, and how far ahead, a timestamp may be. */
const OLDEST = 14 * 86_400_000;
const FARTHEST = 2 * 3_600_000;

/** Takes what was measured. Namespaces of AWS are for its services. */
export const putMetricData =
  (store: MetricStore): Operation =>
  (input) => {
    const data = dataIn(input);
    checkNamespace(input.Namespace);
    const read = data.map((datum) => ({
      metric: metricIn({ ...datum, Namespace: input.Namespace }),
      point: { ...pointIn(datum), at: minuteOf(datum) },
    }));
    for (const { metric, point } of read) store.add(metric, point);
    return undefined;
  };

// Private

function dataIn({ MetricData, EntityMetricData }: Input): Input[] {
  if (EntityMetricData !== undefined) throw invalidValue('The parameter EntityMetricData is not served here.');
  if (!Array.isArray(MetricData) || MetricData.length === 0) throw missing('MetricData');
  if (MetricData.length <= MOST_DATA) return MetricData;
  throw invalidValue(`The collection MetricData must not have a size greater than ${MOST_DATA}.`);
}

function checkNamespace(namespace: unknown): void {
  if (!String(namespace).startsWith('AWS/') || currentCaller().kind === 'service') return;
  throw invalidValue('The value AWS/ for parameter Namespace is invalid.');
}

function minuteOf({ Timestamp = new Date() }: Input): number {
  const at = instantOf('MetricData.member.Timestamp', Timestamp);
  const now = Date.now();
  if (at < now - OLDEST || at > now + FARTHEST)
    throw invalidValue('The parameter MetricData.member.Timestamp must be within two weeks past and two hours ahead.');
  return Math.floor(at / MINUTE) * MINUTE;
}

function pointIn({ Value, Values, Counts, StatisticValues }: Input): Point {
  const given = [Value, Values, StatisticValues].filter((one) => one !== undefined && one !== null);
  if (given.length === 0) throw missing('MetricData.member.Value');
  if (given.length > 1)
    throw invalidCombination('The parameters MetricData.member.Value, Values and StatisticValues exclude each other.');
  if (StatisticValues) return summary(StatisticValues);
  return Values ? counted(valuesIn(Values, Counts)) : counted([[figure(Value), 1]]);
}

/** Of a summary, the values are known only where all are the same. */
function summary({ SampleCount, Sum, Minimum, Maximum }: Input): Point {
  const [count, sum, least, most] = [SampleCount, Sum, Minimum, Maximum].map(figure) as [
    number,
    number,
    number,
    number,
  ];
  if (count <= 0) throw invalidValue('The parameter StatisticValues.SampleCount must be greater than 0.');
  return { count, sum, least, most, distribution: least === most ? [[least, count]] : undefined };
}

function valuesIn(values: unknown, counts: unknown = []): Distribution {
  if (!Array.isArray(values) || !Array.isArray(counts)) throw invalidValue('Values and Counts must be lists.');
  if (values.length === 0 || values.length > MOST_VALUES)
    throw invalidValue(`The collection Values must have 1 to ${MOST_VALUES} members.`);
  if (counts.length > 0 && counts.length !== values.length)
    throw invalidValue('The parameters Values and Counts must be lists of the same size.');
  return values.map((value, at) => [figure(value), figure(counts[at] ?? 1)]);
}

function counted(values: Distribution): Point {
  const distribution = merged(values.filter(([, count]) => count > 0));
  const [first, last] = [distribution[0], distribution.at(-1)];
  if (!first || !last) throw invalidValue('The collection Counts must have a count greater than 0.');
  return {
    count: distribution.reduce((sum, [, count]) => sum + count, 0),
    sum: distribution.reduce((sum, [value, count]) => sum + value * count, 0),
    least: first[0],
    most: last[0],
    distribution,
  };
}

function figure(value: unknown): number {
  const number = Number(value ?? Number.NaN);
  if (Number.isFinite(number)) return number;
  throw invalidValue(`The value ${String(value).slice(0, 80)} is not a number.`);
}
