import type { Database } from '../store/database.ts';
import type { Metric } from './metric.ts';
import { joined, type TimedPoint } from './point.ts';

/** Milliseconds for which AWS keeps points of one minute. */
const KEPT = 15 * 86_400_000;
/** Points of all metrics at most: about 200 MB. What is over goes by a day at a time, the oldest first. */
const MOST_POINTS = 2_000_000;
const DAY = 86_400_000;

/** Every metric's points by the minute. */
export class MetricStore {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
    database.exec(SCHEMA);
  }

  /** Adds what was measured in the minute of a point to what is known of it. */
  add(metric: Metric, point: TimedPoint): void {
    const id = this.idOf(metric) ?? this.made(metric);
    const row = this.database.prepare<[number, number], Row>(POINT).get(id, point.at);
    const { at, count, sum, least, most, distribution } = row ? { ...joined(read(row), point), at: point.at } : point;
    this.database.prepare(PUT).run(id, at, count, sum, least, most, distribution ? JSON.stringify(distribution) : null);
  }

  /** The points of a time, its end not with it, oldest first. */
  points(metric: Metric, from: number, to: number): TimedPoint[] {
    const id = this.idOf(metric);
    if (id === undefined) return [];
    return this.database.prepare<[number, number, number], Row>(POINTS).all(id, from, to).map(read);
  }

  /** All metrics that have points, with the last minute of each. */
  metrics(): (Metric & { last: number })[] {
    const rows = this.database.prepare<[], MetricRow & { last: number }>(METRICS).all();
    return rows.map(({ namespace, name, dimensions, last }) => ({
      namespace,
      name,
      dimensions: JSON.parse(dimensions),
      last,
    }));
  }

  /** Drops what is too old, and more where there is too much. */
  trim(now: number, most = MOST_POINTS): void {
    this.database.atomically(() => {
      for (let kept = KEPT; kept > 0; kept -= DAY) {
        this.dropBefore(now - kept);
        if (this.size() <= most) break;
      }
      this.database.prepare(FORGET).run();
    });
  }

  // Private

  private idOf(metric: Metric): number | undefined {
    const { namespace, name, dimensions } = metric;
    const found = this.database.prepare<string[], { id: number }>(FIND);
    return found.get(namespace, name, JSON.stringify(dimensions))?.id;
  }

  private made({ namespace, name, dimensions }: Metric): number {
    return Number(this.database.prepare(MAKE).run(namespace, name, JSON.stringify(dimensions)).lastInsertRowid);
  }

  /** Metric by metric, in which the key finds them without a look at all others. */
  private dropBefore(limit: number): void {
    for (const { id } of this.database.prepare<[], { id: number }>('SELECT id FROM monitoring_metrics').all())
      this.database.prepare('DELETE FROM monitoring_points WHERE metric = ? AND at < ?').run(id, limit);
  }

  private size(): number {
    return (
      this.database.prepare<[], { size: number }>('SELECT count(*) AS size FROM monitoring_points').get()?.size ?? 0
    );
  }
}

// Private

interface MetricRow {
  namespace: string;
  name: string;
  dimensions: string;
}

interface Row {
  at: number;
  count: number;
  sum: number;
  least: number;
  most: number;
  distribution: string | null;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS monitoring_metrics (
    id INTEGER PRIMARY KEY, namespace TEXT NOT NULL, name TEXT NOT NULL, dimensions TEXT NOT NULL,
    UNIQUE (namespace, name, dimensions)
  );
  CREATE TABLE IF NOT EXISTS monitoring_points (
    metric INTEGER NOT NULL REFERENCES monitoring_metrics (id), at INTEGER NOT NULL,
    count REAL NOT NULL, sum REAL NOT NULL, least REAL NOT NULL, most REAL NOT NULL, distribution TEXT,
    PRIMARY KEY (metric, at)
  ) WITHOUT ROWID`;
const FIND = 'SELECT id FROM monitoring_metrics WHERE namespace = ? AND name = ? AND dimensions = ?';
const MAKE = 'INSERT INTO monitoring_metrics (namespace, name, dimensions) VALUES (?, ?, ?)';
const POINT = 'SELECT * FROM monitoring_points WHERE metric = ? AND at = ?';
const POINTS = 'SELECT * FROM monitoring_points WHERE metric = ? AND at >= ? AND at < ? ORDER BY at';
const PUT = 'INSERT OR REPLACE INTO monitoring_points VALUES (?, ?, ?, ?, ?, ?, ?)';
const METRICS = `
  SELECT namespace, name, dimensions, max(at) AS last FROM monitoring_metrics
  JOIN monitoring_points ON metric = id GROUP BY id ORDER BY namespace, name, dimensions`;
const FORGET = 'DELETE FROM monitoring_metrics WHERE id NOT IN (SELECT metric FROM monitoring_points)';

function read({ at, count, sum, least, most, distribution }: Row): TimedPoint {
  return { at, count, sum, least, most, distribution: distribution === null ? undefined : JSON.parse(distribution) };
}
