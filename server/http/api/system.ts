import { Failure } from '../../../lib/failure.ts';
import { type Route, route } from '../routes.ts';
import { integer, listOf, mapOf, shape, text, time, word } from '../schema.ts';
import { PROCESS, processView } from './views/process.ts';

const STATUSES = ['new', 'creating', 'running', 'updating', 'rollback', 'deleting', 'failed', 'unknown'];

const SYSTEM = shape('System', {
  name: text('The name of the rack'),
  version: text('Its version, in a form by which the stock client knows what it can ask for'),
  status: word('What is being done to it', STATUSES),
  provider: text('The kind of rack, to the stock client'),
  region: text('Where it is'),
  domain: text('Apps answer below it'),
  'rack-domain': text('Where the rack itself answers'),
  count: integer('How many apps the one who asks may touch'),
  parameters: mapOf(text('A value'), 'None can be changed here'),
});

const RACK = shape('Rack', { name: text('Its name'), status: word('What is being done to it', STATUSES) });

const RACK_RELEASE = shape('RackRelease', {
  id: text('A version of the rack'),
  created: time('Since when it runs, or ran'),
});

const SIZE = shape('MachineSize', { cpu: integer('1024 are a core'), memory: integer('MiB') });

const CAPACITY = shape('Capacity', {
  'cluster-cpu': integer('Of all machines; 1024 are a core'),
  'cluster-memory': integer('Of all machines, in MiB'),
  'instance-cpu': integer('The largest place that is free'),
  'instance-memory': integer('The largest place that is free, in MiB'),
  'process-count': integer('Copies that run or should, of all apps'),
  'process-cpu': integer('What is kept for them'),
  'process-memory': integer('What is kept for them, in MiB'),
  'process-width': integer('The most copies that one process has'),
  instances: integer('Machines'),
  total: SIZE,
  free: SIZE,
  largestFree: SIZE,
});

const CHECK = shape('HealthCheck', {
  name: text('A part of the rack'),
  state: word('How it is', ['ok', 'warning', 'failing']),
  detail: text('Why'),
});

export const system: Route = {
  method: 'GET',
  path: '/system',
  summary: 'Shows the rack',
  on: 'rack',
  role: 'read',
  answers: SYSTEM,
  async run({ rack, actor }) {
    const { version, domain, ...info } = await rack.system.info();
    const more = { provider: 'rack', domain, 'rack-domain': domain, parameters: {} };
    return { ...info, version: clientVersion(version), ...more, count: rack.apps.list(actor).length };
  },
};

/** What machines a rack has is decided where it was made: its server may not change its own stack. */
export const updateSystem: Route = {
  method: 'PUT',
  path: '/system',
  summary: 'Not done: this says how the machines and parameters of a rack are changed instead',
  on: 'rack',
  role: 'admin',
  takes: 'bytes',
  run: async ({ rack }) => {
    throw new Failure('not_done_here', 'The rack does not change itself: that is done where it was made.', {
      hint: `In an account: rack update ${rack.name} --param NAME=VALUE (rack params lists them). On one machine: rack up.`,
    });
  },
};

/** The stock client asks this before each socket. */
export const racks: Route = {
  method: 'GET',
  path: '/racks',
  summary: 'Lists the racks that this address leads to: one',
  on: 'rack',
  role: 'read',
  answers: listOf(RACK),
  async run({ rack }) {
    const { name, status } = await rack.system.info();
    return [{ name, status }];
  },
};

export const systemProcesses = route({
  method: 'GET',
  path: '/system/processes',
  summary: 'Lists what runs of all apps',
  on: 'rack',
  role: 'read',
  params: { all: { type: 'boolean', in: 'query', what: 'of no matter here: all are listed' } },
  answers: listOf(PROCESS),
  run: async ({ rack, actor }) => (await rack.system.processes(actor)).map((each) => processView(each, each.app)),
});

export const systemReleases: Route = {
  method: 'GET',
  path: '/system/releases',
  summary: 'Lists the versions of the rack that have run, newest first',
  on: 'rack',
  role: 'read',
  answers: listOf(RACK_RELEASE),
  run: async ({ rack }) => rack.system.releases().map(({ version, since }) => ({ id: version, created: since })),
};

export const capacity: Route = {
  method: 'GET',
  path: '/system/capacity',
  summary: 'Tells what the machines of the rack have, and what is left',
  on: 'rack',
  role: 'admin',
  answers: CAPACITY,
  async run({ rack, actor }) {
    const all = await rack.system.capacity(actor);
    const { total, free, largestFree, instances, processes, width } = all;
    return {
      'cluster-cpu': total.cpu,
      'cluster-memory': total.memory,
      'instance-cpu': largestFree.cpu,
      'instance-memory': largestFree.memory,
      'process-count': processes,
      'process-cpu': total.cpu - free.cpu,
      'process-memory': total.memory - free.memory,
      'process-width': width,
      ...{ instances, total, free, largestFree },
    };
  },
};

export const systemHealth: Route = {
  method: 'GET',
  path: '/system/health',
  summary: 'Tells how each part of the rack is; what is not well comes first',
  on: 'rack',
  role: 'admin',
  answers: listOf(CHECK),
  run: async ({ rack, actor }) => rack.system.health(actor),
};

// Private

/** The stock client compares versions as texts, and takes what sorts before 2019 for a rack of old: `0.1.0` is one, `3.0.1.0` is none. */
function clientVersion(version: string): string {
  return `3.${version}`;
}
