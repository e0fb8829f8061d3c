import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { Log } from '../../lib/log.ts';
import { parseStatsRecord, type StatsRecord } from '../../wire/stats-record.ts';
import { type Folded, fold, over, type Series } from './fold.ts';
import { Hours } from './hours.ts';
import { Latest } from './latest.ts';
import { COARSE, COARSE_KEPT, FINE, FINE_KEPT, type Range } from './range.ts';
import { COLUMNS, COPY_COLUMNS, type CopyFacts, type MachineFacts, samplesOf, stepOf } from './samples.ts';
import { openDatabase } from './schema.ts';
import { type SeriesRow, SeriesStore } from './series-store.ts';

export interface MetricsOptions {
  /** The SQLite file of the series. */
  path: string;
  /** The number N of `web.N`. */
  copyNumber(app: string, process: string, release: string, task: string): number;
  log: Log;
  /** Milliseconds since 1970. */
  clock?: () => number;
}

/** What a copy of a process took; the same name may have been given to several, one after the other. */
export interface CopySeries extends Folded {
  process: string;
  /** `web.1` */
  name: string;
  facts: CopyFacts;
}

/** What a machine took. */
export interface MachineSeries extends Folded {
  name: string;
  facts: MachineFacts;
}

/** How often samples are folded into coarse values, and what is too old is dropped. */
const TIDY_MS = 60_000;

/** Folded in one go: others wait for it. */
const AT_ONCE = 20;

/** Where a copy's cores are among its values. */
const CPU = COPY_COLUMNS.indexOf('cpu');

/** Seconds that a list of apps shows. */
const HOUR = 60 * 60;

/** Seconds after which no more samples of a coarse step are waited for. */
const LATE = 30;

/** Opens what is kept of the samples. */
export function openMetrics(options: MetricsOptions): Metrics {
  return new Metrics(openDatabase(options.path), options);
}

/** Keeps what agents say of machines and copies: 24 hours as it came, 14 days in steps of five minutes. */
export class Metrics {
  /** What was taken last, for those who ask what is now. */
  readonly latest: Latest;
  private readonly database: Database;
  private readonly options: MetricsOptions;
  private readonly store: SeriesStore;
  private readonly hours = new Hours();
  private readonly clock: () => number;
  private tidying: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  constructor(database: Database, options: MetricsOptions) {
    this.database = database;
    this.options = options;
    this.store = new SeriesStore(database);
    this.clock = options.clock ?? Date.now;
    this.latest = new Latest(this.clock);
  }

  /** Begins to fold and to drop what is old. */
  start(): void {
    this.tidying = this.keepTidy();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.tidying;
    this.database.close();
  }

  /** Takes a record of the stream in; false when it is none of samples. The same one may come again. */
  take(data: Uint8Array): boolean {
    const record = parseStatsRecord(data);
    if (!record) return false;
    const at = stepOf(record, this.clock());
    if (at > this.clock() / 1000 - FINE_KEPT) this.keep(this.withoutGone(record), at);
    return true;
  }

  /** The copies of an app that ran in a range. */
  copies(app: string, range: Range): CopySeries[] {
    const byName = new Map<string, CopySeries>();
    for (const row of this.rows('copy', range, app)) {
      const name = this.nameOf(row);
      const folded = over(byName.get(name), this.fold(row.id, range));
      byName.set(name, { process: row.process, name, facts: JSON.parse(row.facts), ...folded });
    }
    return [...byName.values()];
  }

  /** The machines that there were in a range. */
  machines(range: Range): MachineSeries[] {
    return this.rows('machine', range).map((row) => {
      return { name: row.owner, facts: JSON.parse(row.facts), ...this.fold(row.id, range) };
    });
  }

  /** The cores that each app took, by its name, in a range within the last hour. Costs next to nothing. */
  cores(range: Range): Map<string, Series> {
    return this.hours.of(range);
  }

  /** Drops all that is kept of an app, and what will come of its containers still. */
  forget(app: string): void {
    const now = Math.floor(this.clock() / 1000);
    this.database.transaction(() => this.store.forget(app, now))();
    this.latest.forget(app);
    this.hours.forget(app);
  }

  /** Folds what is stale, and drops what is too old. */
  async tidy(): Promise<void> {
    const now = Math.floor(this.clock() / 1000);
    while (this.foldSome(now - COARSE - LATE) > 0) await breathe();
    this.database.transaction(() => {
      for (const row of this.store.unnamed()) this.nameOf(row);
      this.store.drop(FINE, now - FINE_KEPT);
      this.store.drop(COARSE, now - COARSE_KEPT);
      this.store.dropEmpty(now - FINE_KEPT);
      this.store.dropGone(now - FINE_KEPT);
    })();
    this.hours.drop(now - HOUR);
  }

  // Private

  private keep(record: StatsRecord, at: number): void {
    const samples = samplesOf(record);
    this.database.transaction(() => {
      for (const { key, facts, values } of samples) {
        const series = this.store.touch(key, JSON.stringify(facts), at);
        this.store.set(series, FINE, at, values);
        if (key.kind === 'copy') this.hours.note(key.owner, key.container, at, values[CPU] ?? Number.NaN);
        this.store.markStale(Math.floor(at / COARSE) * COARSE, series);
      }
    })();
    this.latest.note(record);
  }

  private withoutGone(record: StatsRecord): StatsRecord {
    return { ...record, containers: record.containers.filter(({ container }) => !this.store.isGone(container)) };
  }

  private rows(kind: 'copy' | 'machine', { from, to }: Range, owner?: string): SeriesRow[] {
    return this.store.list(kind, from, owner).filter(({ first }) => first < to);
  }

  private fold(series: number, range: Range): Folded {
    const blocks = this.store.blocks(series, range.source, range.from, range.to);
    return fold(blocks, range, { columns: COLUMNS, hasMost: range.source === COARSE });
  }

  /** Asked when it is needed first: only by then it is known which copies have ended whose number it may have. */
  private nameOf({ id, name, owner, process, release, task }: SeriesRow): string {
    if (name !== null) return name;
    const given = `${process}.${this.options.copyNumber(owner, process, release, task)}`;
    this.store.name(id, given);
    return given;
  }

  /** How many there were. */
  private foldSome(before: number): number {
    return this.database.transaction(() => {
      const stale = this.store.takeStale(before, AT_ONCE);
      for (const { start, series } of stale) {
        const range = { from: start, to: start + COARSE, step: COARSE, source: FINE };
        const { mean, most } = this.fold(series, range);
        const values = [...mean, ...most].map(([value]) => value ?? undefined);
        if (values.some((value) => value !== undefined)) this.store.set(series, COARSE, start, values);
      }
      return stale.length;
    })();
  }

  /** Reads what was kept of the last hour before the server started. */
  private async recall(): Promise<void> {
    const to = Math.floor(this.clock() / 1000);
    for (const { id, owner, container } of this.store.list('copy', to - HOUR)) {
      if (this.stopping.signal.aborted) return;
      for (const { start, block } of this.store.blocks(id, FINE, to - HOUR, to))
        for (const [step, cores] of block.known(CPU)) this.hours.note(owner, container, start + step * FINE, cores);
      await breathe();
    }
  }

  private async keepTidy(): Promise<void> {
    const { signal } = this.stopping;
    await this.recall().catch((error) =>
      this.options.log.error('the samples of the last hour could not be read', error),
    );
    while (!signal.aborted) {
      await this.tidy().catch((error) => this.options.log.error('samples could not be folded', error));
      await sleep(TIDY_MS, undefined, { signal }).catch(() => {});
    }
  }
}
