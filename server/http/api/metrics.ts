import { parseSince } from '../../logs/format.ts';
import { type Route, route } from '../routes.ts';
import { decimal, integer, listOf, type Schema, shape, text, time } from '../schema.ts';

const SERIES = (description: string): Schema => listOf({ type: 'number', nullable: true }, description);

const COPY = shape(
  'CopyMetrics',
  {
    name: text('web.1'),
    memoryLimit: integer('Bytes'),
    cpu: SERIES('Cores: the mean of each step'),
    cpuMax: SERIES('Cores: the greatest value within each step'),
    memory: SERIES('Bytes, without files that are only cached'),
    memoryMax: SERIES('Bytes'),
    networkIn: SERIES('Bytes a second'),
    networkOut: SERIES('Bytes a second'),
    blockRead: SERIES('Bytes a second, from disks'),
    blockWrite: SERIES('Bytes a second, to disks'),
  },
  ['memoryLimit'],
);

const STATUS = shape('RequestStatus', {
  '2xx': SERIES('A second'),
  '3xx': SERIES('A second'),
  '4xx': SERIES('A second'),
  '5xx': SERIES('A second'),
});

const REQUESTS = shape('RequestMetrics', {
  count: SERIES('A second'),
  p50: SERIES('Milliseconds in which half of the requests were answered'),
  p95: SERIES('Milliseconds in which 95 of 100 were'),
  p99: SERIES('Milliseconds in which 99 of 100 were'),
  status: STATUS,
});

const TIMES = {
  step: integer('Seconds: series have one value for each; null where nothing is known'),
  from: time('When the first step begins'),
  to: time('When the last one ends'),
};

const APP_METRICS = shape(
  'AppMetrics',
  {
    ...TIMES,
    processes: listOf(shape('ProcessMetrics', { process: text('web'), copies: listOf(COPY) })),
    requests: REQUESTS,
  },
  ['requests'],
);

const INSTANCE = shape(
  'InstanceMetrics',
  {
    id: text('The instance'),
    cores: decimal('What it has'),
    memoryTotal: integer('Bytes'),
    diskTotal: integer('Bytes'),
    cpu: SERIES('Cores'),
    cpuMax: SERIES('Cores: the greatest value within each step'),
    memory: SERIES('Bytes'),
    networkIn: SERIES('Bytes a second'),
    networkOut: SERIES('Bytes a second'),
    load: SERIES('Programs that ran or wanted to'),
    disk: SERIES('Bytes that are taken'),
  },
  ['diskTotal'],
);

const FIGURES = shape(
  'AppFigures',
  {
    app: text('Its name'),
    cpu: decimal('Cores that its copies take now; absent while none is measured'),
    memory: integer('Bytes that they take'),
    hour: SERIES('Cores, in the last hour'),
  },
  ['cpu', 'memory'],
);

const RANGE = {
  since: { type: 'text', in: 'query', what: '1h, 30m, 2d, or a time; an hour unless told' },
  until: { type: 'text', in: 'query', what: 'the same, for the end; now unless told' },
  step: {
    type: 'integer',
    in: 'query',
    least: 10,
    most: 86_400,
    what: 'seconds of a step; one that gives at most 400 values unless told',
  },
} as const;

export const appMetrics = route({
  method: 'GET',
  path: '/apps/{app}/metrics',
  summary: 'What the processes of an app took, and the requests that it got, over time',
  on: 'app',
  role: 'read',
  params: { ...RANGE, process: { type: 'text', in: 'query', what: 'only of this process (web) or copy (web.1)' } },
  answers: APP_METRICS,
  run: async ({ rack, actor, app, given }) =>
    rack.metrics.app(app, { ...rangeOf(given), process: given.process }, actor),
});

export const allMetrics: Route = {
  method: 'GET',
  path: '/metrics/apps',
  summary: 'What each app takes now, and took of the processor in the last hour',
  on: 'rack',
  role: 'read',
  answers: shape('AllFigures', { ...TIMES, apps: listOf(FIGURES) }),
  run: async ({ rack, actor }) => rack.metrics.all(actor),
};

export const instanceMetrics: Route = route({
  method: 'GET',
  path: '/instances/metrics',
  summary: 'What the machines of the rack took, over time',
  on: 'rack',
  role: 'admin',
  params: RANGE,
  answers: shape('InstancesMetrics', { ...TIMES, instances: listOf(INSTANCE) }),
  run: async ({ rack, actor, given }) => rack.metrics.instances(rangeOf(given), actor),
});

// Private

function rangeOf({
  since,
  until,
  step,
}: {
  since?: string | undefined;
  until?: string | undefined;
  step?: number | undefined;
}) {
  const now = new Date();
  const at = (word: string | undefined) => (word === undefined ? undefined : new Date(parseSince(word, now)));
  return { since: at(since), until: at(until), step };
}
