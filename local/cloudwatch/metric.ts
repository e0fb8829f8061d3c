import type { Input } from '../endpoint/service.ts';
import { invalidValue, missing } from './errors.ts';

/** What is measured, and of what: the same name with other dimensions is another metric. */
export interface Metric {
  namespace: string;
  name: string;
  dimensions: readonly Dimension[];
}

export interface Dimension {
  Name: string;
  Value: string;
}

/** Dimensions of a metric at most. */
const MOST_DIMENSIONS = 30;
const LONGEST = { name: 255, value: 1024 };

/** The metric that members name: `Namespace`, `MetricName`, `Dimensions`. */
export function metricIn({ Namespace, MetricName, Dimensions = [] }: Input): Metric {
  return {
    namespace: text('Namespace', Namespace, LONGEST.name),
    name: text('MetricName', MetricName, LONGEST.name),
    dimensions: dimensionsIn(Dimensions),
  };
}

/** Dimensions as AWS takes them, in the order of their names: in which order they were told tells nothing. */
export function dimensionsIn(given: unknown): Dimension[] {
  const all: Input[] = Array.isArray(given) ? given : [];
  if (all.length > MOST_DIMENSIONS)
    throw invalidValue(`The parameter Dimensions must have at most ${MOST_DIMENSIONS}.`);
  const read = all.map((one) => ({
    Name: text('Dimensions.member.Name', one?.Name, LONGEST.name),
    Value: text('Dimensions.member.Value', one?.Value, LONGEST.value),
  }));
  return read.sort((one, other) => (one.Name < other.Name ? -1 : 1));
}

/** As AWS writes it in answers. */
export function metricView({ namespace, name, dimensions }: Metric) {
  return { Namespace: namespace, MetricName: name, Dimensions: dimensions };
}

// Private

function text(member: string, value: unknown, most: number): string {
  if (value === undefined || value === null || value === '') throw missing(member);
  if (typeof value === 'string' && value.length <= most) return value;
  throw invalidValue(`The value of the parameter ${member} must have at most ${most} characters.`);
}
