import type { Series } from './fold.ts';

/** The requests of an app that its router saw, for each step of a range. */
export interface RequestSeries {
  /** A second. */
  count: Series;
  /** Milliseconds in which half of them, and nearly all, were answered. */
  p50: Series;
  p95: Series;
  p99: Series;
  /** A second, by the class of their status. */
  status: { '2xx': Series; '3xx': Series; '4xx': Series; '5xx': Series };
}
