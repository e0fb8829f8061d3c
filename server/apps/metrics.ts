import { Failure } from '../../lib/failure.ts';
import type { MachineInfo, Machines } from '../aws/machines.ts';
import type { Series } from '../metrics/fold.ts';
import type { LatestCopy } from '../metrics/latest.ts';
import type { CopySeries, MachineSeries, Metrics } from '../metrics/metrics.ts';
import { type Range, type RangeWish, rangeOf, timeOf } from '../metrics/range.ts';
import type { RequestSeries } from '../metrics/request-series.ts';
import { COPY_COLUMNS, MACHINE_COLUMNS } from '../metrics/samples.ts';
import { sees } from '../model/access.ts';
import type { Actor } from './actor.ts';
import type { Apps } from './apps.ts';
import { requireAdmin } from './guard.ts';

/** The time that series are about: one value for each `step` seconds between `from` and `to`. */
export interface TimeOfSeries {
  step: number;
  /** RFC 3339. */
  from: string;
  to: string;
}

/** What a copy took: cores, bytes, and bytes a second. `…Max` are the greatest values within a step, the others their mean. */
export interface CopyMetrics {
  /** `web.1` */
  name: string;
  memoryLimit?: number;
  cpu: Series;
  cpuMax: Series;
  memory: Series;
  memoryMax: Series;
  networkIn: Series;
  networkOut: Series;
  blockRead: Series;
  blockWrite: Series;
}

/** What an app took, copy by copy, and the requests that it got. */
export interface AppSeries extends TimeOfSeries {
  processes: { process: string; copies: CopyMetrics[] }[];
  requests?: RequestSeries;
}

/** What a machine took: cores, bytes, and bytes a second. */
export interface InstanceMetrics {
  id: string;
  cores: number;
  memoryTotal: number;
  diskTotal?: number;
  cpu: Series;
  cpuMax: Series;
  memory: Series;
  networkIn: Series;
  networkOut: Series;
  load: Series;
  disk: Series;
}

/** What all machines took. */
export interface InstanceSeries extends TimeOfSeries {
  instances: InstanceMetrics[];
}

/** What an app takes now, and took of the processor in the last hour. */
export interface AppFigures {
  app: string;
  /** Cores of all copies together; absent while none is measured. */
  cpu?: number;
  memory?: number;
  /** Cores, for each step. */
  hour: Series;
}

/** What each app takes, for a list of them. */
export interface AllFigures extends TimeOfSeries {
  apps: AppFigures[];
}

export interface AppMetricsOptions {
  apps: Apps;
  metrics: Pick<Metrics, 'copies' | 'machines' | 'cores' | 'latest'>;
  machines: Pick<Machines, 'list'>;
  /** What the router counted; undefined where nobody does. */
  requests?: { app(app: string, range: Range): Promise<RequestSeries | undefined> };
}

/** Seconds of a step in a list of apps: a line of an hour is not wider than thirty of them. */
const STEP_OF_LIST = 120;

/** What processes and machines take, over time. */
export class AppMetrics {
  private readonly options: AppMetricsOptions;

  constructor(options: AppMetricsOptions) {
    this.options = options;
  }

  /** Of an app: of all of its processes, of one, or of one copy. Requests are told with all, and with the one named `web`. */
  async app(app: string, wish: RangeWish & { process?: string | undefined }, actor: Actor): Promise<AppSeries> {
    const { apps, metrics } = this.options;
    const { name, live } = apps.find(app, actor);
    const range = rangeOf(wish);
    const copies = metrics.copies(name, range);
    const { process } = wish;
    const wanted = copies.filter((copy) => process === undefined || [copy.process, copy.name].includes(process));
    const declared = Object.keys(live?.processes ?? {});
    const isKnown = process === undefined || wanted.length > 0 || declared.includes(process);
    if (!isKnown) throw noProcess(app, process, [...new Set([...declared, ...copies.map((copy) => copy.name)])]);
    const requests = process === undefined || process === 'web' ? await this.requests(name, range) : undefined;
    return { ...timesOf(range), processes: byProcess(wanted), ...(requests && { requests }) };
  }

  /** Of all apps that the actor may see, for a list of them: from memory, so that it may be asked often. */
  all({ developer }: Actor): AllFigures {
    const range = rangeOf({ step: STEP_OF_LIST });
    const hours = [...this.options.metrics.cores(range)].filter(([app]) => sees(developer, app));
    const now = takenNow(this.options.metrics.latest.copies());
    const apps = hours.map(([app, hour]) => ({ app, ...now.get(app), hour: rounded(hour, CORES) }));
    return { ...timesOf(range), apps: apps.sort((one, other) => one.app.localeCompare(other.app, 'en')) };
  }

  /** Of all machines. */
  async instances(wish: RangeWish, actor: Actor): Promise<InstanceSeries> {
    requireAdmin(actor, 'what the instances take');
    const range = rangeOf(wish);
    const known = await this.options.machines.list();
    const instances = this.options.metrics.machines(range).map((series) => instanceOf(series, known));
    return { ...timesOf(range), instances };
  }

  // Private

  private async requests(app: string, range: Range): Promise<RequestSeries | undefined> {
    return this.options.requests?.app(app, range);
  }
}

// Private

function timesOf({ step, from, to }: Range): TimeOfSeries {
  return { step, from: timeOf(from), to: timeOf(to) };
}

/** What the copies of each app take together. */
function takenNow(copies: readonly LatestCopy[]): Map<string, { cpu: number; memory: number }> {
  const byApp = new Map<string, { cpu: number; memory: number }>();
  for (const { stats } of copies) {
    const { cpu, memory } = byApp.get(stats.app) ?? { cpu: 0, memory: 0 };
    byApp.set(stats.app, { cpu: cpu + stats.cpu, memory: memory + stats.memory });
  }
  return byApp;
}

function byProcess(copies: readonly CopySeries[]): AppSeries['processes'] {
  const names = [...new Set(copies.map(({ process }) => process))].sort();
  return names.map((process) => {
    const own = copies.filter((copy) => copy.process === process).map(copyOf);
    return { process, copies: own.sort((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true })) };
  });
}

function copyOf({ name, facts, mean, most }: CopySeries): CopyMetrics {
  const of = (series: readonly Series[], column: (typeof COPY_COLUMNS)[number]) =>
    rounded(series[COPY_COLUMNS.indexOf(column)]!, column === 'cpu' ? CORES : 1);
  return {
    name,
    ...facts,
    cpu: of(mean, 'cpu'),
    cpuMax: of(most, 'cpu'),
    memory: of(mean, 'memory'),
    memoryMax: of(most, 'memory'),
    networkIn: of(mean, 'networkIn'),
    networkOut: of(mean, 'networkOut'),
    blockRead: of(mean, 'blockRead'),
    blockWrite: of(mean, 'blockWrite'),
  };
}

function instanceOf({ name, facts, mean, most }: MachineSeries, known: readonly MachineInfo[]): InstanceMetrics {
  const of = (series: readonly Series[], column: (typeof MACHINE_COLUMNS)[number]) =>
    rounded(series[MACHINE_COLUMNS.indexOf(column)]!, column === 'cpu' || column === 'load' ? CORES : 1);
  return {
    id: idOf(name, known),
    ...facts,
    cpu: of(mean, 'cpu'),
    cpuMax: of(most, 'cpu'),
    memory: of(mean, 'memory'),
    networkIn: of(mean, 'networkIn'),
    networkOut: of(mean, 'networkOut'),
    load: of(mean, 'load'),
    disk: of(mean, 'disk'),
  };
}

/** An agent that cannot see the id of its machine tells the machine's name, which on EC2 has its address in it. */
function idOf(name: string, known: readonly MachineInfo[]): string {
  const address = /^ip((?:-\d{1,3}){4})\b/.exec(name)?.[1]?.slice(1).replaceAll('-', '.');
  const found = known.find(({ id, privateAddress }) => id === name || (address && privateAddress === address));
  return found?.id ?? (known.length === 1 ? known[0]!.id : name);
}

/** Parts of a core that are told. */
const CORES = 10_000;

function rounded(series: Series, parts: number): Series {
  return series.map((value) => (value === null ? null : Math.round(value * parts) / parts));
}

function noProcess(app: string, process: string, known: readonly string[]): Failure {
  return new Failure('process_not_found', `${app} has no process "${process}".`, {
    hint: known.length > 0 ? `It has ${known.join(', ')}.` : 'Nothing of it has run yet.',
  });
}
