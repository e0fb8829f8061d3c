import { duration } from '../../../lib/duration.ts';
import { bytes, digits } from '../../../lib/quantity.ts';
import { table } from '../../../lib/table.ts';
import type { AppSeries, CopyMetrics, InstanceMetrics, TimeOfSeries } from '../../apps/metrics.ts';
import { parseSince } from '../../logs/format.ts';
import type { RequestSeries } from '../../metrics/request-series.ts';
import { type Arguments, type Command, type CommandContext, JSON_OPTION, noMoreWords } from '../command.ts';
import { type Canvas, canvasOf, columnsOf, drawPanels, heading, type Panel } from '../panel.ts';

type Series = CopyMetrics['cpu'];

const OPTIONS = {
  since: { type: 'string' },
  until: { type: 'string' },
  ascii: { type: 'boolean' },
  ...JSON_OPTION,
} as const;

const DETAILS = [
  '',
  '  --since TIME         from 30m, 2d ago on, or from a time (2026-11-22T21:30:00Z); an hour unless told',
  '  --until TIME         the same, for its end',
  '  --ascii              for terminals without bars',
  '  --json               the numbers, one for each step',
];

export const metrics: Command = {
  name: 'metrics',
  aliases: ['stats'],
  usage: 'APP [-p PROCESS] [--since 1h] [--until TIME] [--ascii] [--json]',
  summary: 'Plots what the processes of an app take, and the requests that it gets',
  details: [...DETAILS, '  -p, --process NAME   only of a process (web) or of one copy (web.1)'],
  on: 'app',
  role: 'read',
  options: { ...OPTIONS, process: { type: 'string', short: 'p' } },
  async run(context, args) {
    noMoreWords(metrics, args);
    const { actor, rack, app, print } = context;
    const canvas = canvasOf(context.io.terminal, args.options.ascii === true);
    const process = args.options.process as string | undefined;
    const found = await rack.metrics.app(app, { ...rangeOf(args, canvas), process }, actor);
    if (args.options.json) return print(json(found));
    if (found.processes.length === 0) await context.tell(`Nothing is known of ${app} in this time.\n`);
    await print(heading(`${app}, ${timeOf(found)}`, canvas).concat('\n'));
    for (const each of found.processes) await printProcess(context, each, canvas);
    if (found.requests) await printRequests(context, found.requests, canvas);
  },
};

export const instancesMetrics: Command = {
  name: 'instances metrics',
  usage: '[--since 1h] [--until TIME] [--ascii] [--json]',
  summary: 'Plots what the machines of the rack take',
  details: DETAILS,
  on: 'rack',
  role: 'admin',
  options: OPTIONS,
  async run(context, args) {
    noMoreWords(instancesMetrics, args);
    const { actor, rack, print } = context;
    const canvas = canvasOf(context.io.terminal, args.options.ascii === true);
    const found = await rack.metrics.instances(rangeOf(args, canvas), actor);
    if (args.options.json) return print(json(found));
    if (found.instances.length === 0) await context.tell('Nothing is known of any instance in this time.\n');
    for (const each of found.instances) {
      await print(`${heading(`${each.id}, ${timeOf(found)}`, canvas)}\n`);
      await print(drawPanels(panelsOf(each), canvas));
    }
  },
};

// Private

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** As many steps as a plot has columns, but for programs, which get what the API tells. */
function rangeOf({ options }: Arguments, canvas: Canvas) {
  const now = new Date();
  const at = (word: unknown) => (word === undefined ? undefined : new Date(parseSince(word as string, now)));
  const range = { since: at(options.since), until: at(options.until) };
  if (options.json) return range;
  const until = range.until ?? now;
  const seconds = (until.getTime() - (range.since?.getTime() ?? until.getTime() - 3_600_000)) / 1000;
  return { ...range, step: Math.max(1, Math.ceil(seconds / columnsOf(canvas) / 10)) * 10 };
}

function timeOf({ from, to, step }: TimeOfSeries): string {
  const minute = (time: string) => `${time.slice(0, 10)} ${time.slice(11, 16)}`;
  const end = from.slice(0, 10) === to.slice(0, 10) ? to.slice(11, 16) : minute(to);
  return `${minute(from)} to ${end} UTC in steps of ${duration(step * 1000)}`;
}

async function printProcess(
  { print }: Pick<CommandContext, 'print'>,
  { process, copies }: AppSeries['processes'][number],
  canvas: Canvas,
): Promise<void> {
  const words = copies.length === 1 ? copies[0]!.name : `${process}: ${copies.length} copies in sum`;
  await print(`\n${heading(words, canvas)}\n`);
  await print(drawPanels(copyPanels(copies), canvas));
  if (copies.length > 1) await print(`\n${table(['COPY', 'CPU', 'MEAN', 'MAX', 'MEMORY', 'MAX'], copies.map(rowOf))}`);
}

function copyPanels(copies: readonly CopyMetrics[]): Panel[] {
  const limits = copies.map(({ memoryLimit }) => memoryLimit);
  const limit = limits.every((each) => each !== undefined) ? Math.max(...limits) : undefined;
  const each = copies.length > 1 ? ' each' : '';
  const sum = (name: 'cpu' | 'memory' | 'networkIn' | 'networkOut' | 'blockRead' | 'blockWrite') =>
    sumOf(copies.map((copy) => copy[name]));
  return [
    { title: 'CPU', values: sum('cpu'), unit: digits, note: 'cores' },
    {
      title: 'Memory',
      values: sum('memory'),
      unit: bytes,
      ...(limit !== undefined && { note: `of ${bytes(limit)}${each}` }),
    },
    { title: 'Received', values: sum('networkIn'), unit: perSecond },
    { title: 'Sent', values: sum('networkOut'), unit: perSecond },
    ...diskPanels(sum('blockRead'), sum('blockWrite')),
  ];
}

/** Most processes never touch a disk. */
function diskPanels(read: Series, written: Series): Panel[] {
  if ([...read, ...written].every((value) => !value)) return [];
  return [
    { title: 'Read', values: read, unit: perSecond },
    { title: 'Written', values: written, unit: perSecond },
  ];
}

function panelsOf(instance: InstanceMetrics): Panel[] {
  const { cores, memoryTotal, diskTotal } = instance;
  return [
    { title: 'CPU', values: instance.cpu, unit: digits, note: `of ${cores} cores` },
    { title: 'Load', values: instance.load, unit: digits },
    { title: 'Memory', values: instance.memory, unit: bytes, note: `of ${bytes(memoryTotal)}` },
    {
      title: 'Disk',
      values: instance.disk,
      unit: bytes,
      ...(diskTotal !== undefined && { note: `of ${bytes(diskTotal)}` }),
    },
    { title: 'Received', values: instance.networkIn, unit: perSecond },
    { title: 'Sent', values: instance.networkOut, unit: perSecond },
  ];
}

async function printRequests(
  { print }: Pick<CommandContext, 'print'>,
  { count, p50, p95, p99, status }: RequestSeries,
  canvas: Canvas,
): Promise<void> {
  const rate = (value: number) => `${digits(value)}/s`;
  const milliseconds = (value: number) => `${digits(value)} ms`;
  await print(`\n${heading('Requests', canvas)}\n`);
  const panels: Panel[] = [
    { title: 'All', values: count, unit: rate },
    { title: '5xx', values: status['5xx'], unit: rate },
    { title: 'Latency p95', values: p95, unit: milliseconds },
    { title: 'Latency p99', values: p99, unit: milliseconds },
    { title: 'Latency p50', values: p50, unit: milliseconds },
    { title: '4xx', values: status['4xx'], unit: rate },
  ];
  await print(drawPanels(panels, canvas));
}

function rowOf({ name, cpu, cpuMax, memory, memoryMax }: CopyMetrics): string[] {
  const shown = (value: number | undefined, unit: (value: number) => string) =>
    value === undefined ? '-' : unit(value);
  const mean = known(cpu).reduce((all, value) => all + value, 0) / known(cpu).length;
  const [most, largest] = [cpuMax, memoryMax].map((series) => Math.max(...known(series)));
  return [
    name,
    shown(known(cpu).at(-1), digits),
    shown(mean, digits),
    shown(most, digits),
    shown(known(memory).at(-1), bytes),
    shown(largest, bytes),
  ];
}

const known = (series: Series) => series.filter((value) => value !== null);

const perSecond = (value: number) => `${bytes(value)}/s`;

/** What is known of some is the sum of those. */
function sumOf(all: readonly Series[]): Series {
  const length = Math.max(0, ...all.map((series) => series.length));
  return Array.from({ length }, (_, step) => {
    const there = all.flatMap((series) => series[step] ?? []);
    return there.length > 0 ? there.reduce((sum, value) => sum + value, 0) : null;
  });
}
