import { Failure } from '../../../lib/failure.ts';
import { type Route, route } from '../routes.ts';
import { decimal, integer, listOf, shape, text, time, yesNo } from '../schema.ts';

const INSTANCE = shape(
  'Instance',
  {
    id: text('Its id'),
    status: text('active, draining, or terminating'),
    agent: yesNo('Whether ECS hears of it'),
    cpu: decimal('The part of its processor that tasks have reserved, 0 to 1'),
    memory: decimal('The part of its memory that tasks have reserved, 0 to 1'),
    total: shape('InstanceSize', { cpu: integer('1024 are a core'), memory: integer('MiB') }),
    processes: integer('Copies that run or start on it'),
    started: time('Since when it takes tasks'),
    zone: text('Where it is'),
    type: text('What it is'),
    'private-ip': text('Its address in the rack'),
    'public-ip': text('Its address outside'),
  },
  ['started', 'zone', 'type'],
);

const FORCE = {
  force: { type: 'boolean', in: 'query', what: 'also when it is the only one that takes tasks' },
} as const;

export const instances: Route = {
  method: 'GET',
  path: '/instances',
  summary: 'Lists the machines of the rack',
  on: 'rack',
  role: 'admin',
  answers: listOf(INSTANCE),
  async run({ rack, actor }) {
    const all = await rack.instances.list(actor);
    return all.map(({ privateIp = '', publicIp = '', ...rest }) => {
      return { ...rest, 'private-ip': privateIp, 'public-ip': publicIp };
    });
  },
};

export const terminateInstance = route({
  method: 'DELETE',
  path: '/instances/{instance}',
  summary: 'Begins to drain a machine, which is ended then; another one is started in its place',
  on: 'rack',
  role: 'admin',
  params: FORCE,
  async run({ rack, actor, path, given: { force = false } }) {
    const terminate = (signal: AbortSignal) =>
      rack.instances.terminate(path.instance as string, { actor, force, tell: () => {}, signal });
    await rack.background.soon({ app: '', doing: undefined, actor }, terminate);
  },
});

export const drainInstance = route({
  method: 'POST',
  path: '/instances/{instance}/drain',
  summary: 'Has all copies on a machine replaced elsewhere, and gives it no more',
  on: 'rack',
  role: 'admin',
  params: FORCE,
  async run({ rack, actor, path, given: { force = false } }) {
    const drain = (signal: AbortSignal) =>
      rack.instances.drain(path.instance as string, { actor, force, tell: () => {}, signal });
    await rack.background.soon({ app: '', doing: undefined, actor }, drain);
  },
});

export const activateInstance: Route = {
  method: 'POST',
  path: '/instances/{instance}/activate',
  summary: 'Gives a machine that was drained copies again',
  on: 'rack',
  role: 'admin',
  run: async ({ rack, actor, path }) => rack.instances.activate(path.instance as string, actor),
};

export const keyroll: Route = {
  method: 'POST',
  path: '/instances/keyroll',
  summary: 'Machines have no keys: this says how to get onto one instead',
  on: 'rack',
  role: 'admin',
  run: async () => {
    throw new Failure('not_done_here', 'The machines of this rack have no SSH keys to roll.', {
      hint: 'In an account AWS Systems Manager opens a session on one: aws ssm start-session --target INSTANCE',
    });
  },
};
