import type { Input, Operation } from '../endpoint/service.ts';
import { invalidQuery, invalidToken } from './errors.ts';
import { instantOf } from './instant.ts';
import { type Metric, metricIn } from './metric.ts';
import type { MetricStore } from './metric-store.ts';
import { periodIn } from './period.ts';
import { inPeriods } from './point.ts';
import { type Statistic, statisticOf } from './statistics.ts';

/** Queries of a call, and points of an answer, at most. */
const MOST_QUERIES = 500;
const MOST_POINTS = 100_800;

/** Figures of many metrics at once. */
export const getMetricData =
  (store: MetricStore): Operation =>
  (input) => {
    const queries = queriesIn(input);
    const [from, to] = [instantOf('StartTime', input.StartTime), instantOf('EndTime', input.EndTime)];
    if (from >= to) throw invalidQuery('The parameter EndTime must be greater than StartTime.');
    const results = queries.map((query) => ({ query, figures: figuresOf(store, query, from, to, input.ScanBy) }));
    return paged(results, input);
  };

// Private

interface Query {
  id: string;
  label: string;
  metric: Metric;
  period: number;
  statistic: Statistic;
}

interface Figure {
  at: number;
  value: number;
}

function queriesIn({ MetricDataQueries: queries, ScanBy }: Input): Query[] {
  if (!Array.isArray(queries) || queries.length === 0) throw invalidQuery('MetricDataQueries must not be empty.');
  if (queries.length > MOST_QUERIES) throw invalidQuery(`A call has at most ${MOST_QUERIES} MetricDataQueries.`);
  if (ScanBy !== undefined && !['TimestampDescending', 'TimestampAscending'].includes(ScanBy))
    throw invalidQuery('The parameter ScanBy must be TimestampDescending or TimestampAscending.');
  const ids = queries.map(({ Id }) => Id);
  if (new Set(ids).size < ids.length) throw invalidQuery('The values of the parameter Id must be unique.');
  return queries.map(queryIn).filter((_, index) => `${queries[index].ReturnData}` !== 'false');
}

function queryIn({ Id, Label, MetricStat, Expression }: Input): Query {
  if (!/^[a-z]\w{0,254}$/.test(`${Id}`)) throw invalidQuery(`The value ${String(Id).slice(0, 80)} of Id is not valid.`);
  if (Expression !== undefined)
    throw invalidQuery(`Expressions are not served here: ${String(Expression).slice(0, 80)}.`);
  if (!MetricStat) throw invalidQuery(`The query ${Id} has neither MetricStat nor Expression.`);
  const metric = metricIn(MetricStat.Metric ?? {});
  const statistic = statisticOf(MetricStat.Stat);
  return { id: Id, label: Label ?? metric.name, metric, period: periodIn(MetricStat.Period), statistic };
}

/** The first period is a whole one: it begins where the start lies in it. */
function figuresOf(store: MetricStore, query: Query, from: number, to: number, order: unknown): Figure[] {
  const start = Math.floor(from / query.period) * query.period;
  const points = inPeriods(store.points(query.metric, start, to), query.period);
  const figures = points.flatMap((point) => {
    const value = query.statistic(point);
    return value === undefined ? [] : [{ at: point.at, value }];
  });
  return order === 'TimestampAscending' ? figures : figures.reverse();
}

/** As many figures as an answer may have, from where the last one ended. */
function paged(results: { query: Query; figures: Figure[] }[], { NextToken, MaxDatapoints = MOST_POINTS }: Input) {
  const start = NextToken === undefined ? 0 : Number(NextToken);
  if (!Number.isInteger(start) || start < 0) throw invalidToken();
  const end = start + Math.min(Number(MaxDatapoints) || MOST_POINTS, MOST_POINTS);
  let at = 0;
  const MetricDataResults = results.map(({ query, figures }) => {
    const [first, last] = [start - at, end - at].map((place) => Math.min(Math.max(place, 0), figures.length));
    at += figures.length;
    return resultView(query, figures.slice(first, last), last === figures.length);
  });
  return { MetricDataResults, Messages: [], ...(at > end && { NextToken: String(end) }) };
}

function resultView({ id, label }: Query, figures: Figure[], isWhole: boolean) {
  return {
    Id: id,
    Label: label,
    Timestamps: figures.map(({ at }) => new Date(at)),
    Values: figures.map(({ value }) => value),
    StatusCode: isWhole ? 'Complete' : 'PartialData',
  };
}
