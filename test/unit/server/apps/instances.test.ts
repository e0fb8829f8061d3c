import { once } from 'node:events';
import t, { type Test } from 'tap';
import { type InstanceRequest, Instances } from '../../../../server/apps/instances.ts';
import type { TaskInfo } from '../../../../server/aws/ecs.ts';
import type { MachineInfo } from '../../../../server/aws/machines.ts';
import { setUp } from './people.ts';

const TASK = { app: 'shop', process: 'web', state: 'RUNNING' } as TaskInfo;

function machine(id: string, more: Partial<MachineInfo> = {}): MachineInfo {
  const whole = { status: 'ACTIVE', agentConnected: true, running: 2, pending: 1, registeredAt: new Date(0) };
  const room = { total: { cpu: 2048, memory: 4000 }, free: { cpu: 512, memory: 3000 } };
  const unknown = { type: undefined, privateAddress: undefined, publicAddress: undefined };
  return { id, arn: `arn:${id}`, zone: 'nowhere-1a', ...whole, ...room, ...unknown, ...more };
}

/** A cloud of two machines, of which the first one runs a copy of shop, and the rack's core on it. */
function cloud(t: Test, machines = [machine('i-1'), machine('i-2')]) {
  const people = setUp(t);
  const asked: string[] = [];
  const tasks = new Map([['arn:i-1', [TASK]]]);
  const make = () =>
    new Instances({
      machines: {
        list: async () => machines,
        setStatus: async (arn, status) => void asked.push(`${arn} ${status}`),
        terminate: async (id) => void asked.push(`terminate ${id}`),
      },
      cluster: { tasksOn: async (arn) => tasks.get(arn) ?? [] },
      store: people.store,
      log: { info: () => {}, error: () => t.fail() },
      pace: { first: 1, factor: 1, most: 1 },
    });
  const said: string[] = [];
  const request: InstanceRequest = {
    actor: people.admin,
    force: false,
    tell: (text) => void said.push(text),
    signal: new AbortController().signal,
  };
  return { ...people, asked, tasks, make, instances: make(), said, request };
}

t.test('instances are told with what is taken of them, to admins alone', async (t) => {
  const { instances, admin, enter } = cloud(t);
  t.match(await instances.list(admin), [
    { id: 'i-1', status: 'active', agent: true, cpu: 0.75, memory: 0.25, processes: 3, zone: 'nowhere-1a' },
    { id: 'i-2' },
  ]);
  await t.rejects(instances.list(await enter('bob')), { code: 'not_allowed' });
});

t.test('a termination waits until nothing of the apps runs there any more', async (t) => {
  const { instances, asked, tasks, said, request, store, admin } = cloud(t);
  const done = instances.terminate('i-1', request);
  while (said.length === 0) await new Promise(setImmediate);
  t.same(asked, ['arn:i-1 DRAINING']);
  t.match((await instances.list(admin))[0], { status: 'terminating' });
  tasks.set('arn:i-1', []);
  await done;
  t.same(asked, ['arn:i-1 DRAINING', 'terminate i-1']);
  t.same(said.slice(0, 2), ['i-1: waiting for shop web', 'Nothing of the apps runs on i-1 any more']);
  t.same(store.terminations.list(), []);
  t.match(store.audit.list().at(-1), { what: 'instances terminate i-1', who: 'admin', result: 'ok' });
});

t.test('it goes on when the client is gone, and after a restart of the server', async (t) => {
  const { instances, make, asked, tasks, request, store } = cloud(t);
  const client = new AbortController();
  const waiting = instances.terminate('i-1', { ...request, signal: client.signal });
  while (store.terminations.list().length === 0) await new Promise(setImmediate);
  client.abort();
  await t.rejects(waiting, { name: 'AbortError' });
  t.match(store.terminations.list(), [{ instance: 'i-1', askedBy: 'admin' }]);
  const server = new AbortController();
  make().resume(server.signal);
  tasks.set('arn:i-1', []);
  while (!asked.includes('terminate i-1')) await new Promise(setImmediate);
  server.abort();
  t.ok(server.signal.aborted);
});

t.test('activating an instance calls its termination off', async (t) => {
  const { instances, asked, tasks, request, store, admin } = cloud(t);
  const done = instances.terminate('i-1', request);
  const refused = t.rejects(done, { code: 'instance_stays' });
  while (store.terminations.list().length === 0) await new Promise(setImmediate);
  await instances.activate('i-1', admin);
  await refused;
  tasks.set('arn:i-1', []);
  await new Promise(setImmediate);
  t.same(asked, ['arn:i-1 DRAINING', 'arn:i-1 ACTIVE']);
  t.same(store.terminations.list(), []);
});

t.test('the last instance stays unless it is forced, and what ECS refuses is told in its words', async (t) => {
  const { instances, request } = cloud(t, [machine('i-1'), machine('i-2', { status: 'DRAINING' })]);
  await t.rejects(instances.drain('i-1', request), { code: 'last_instance' });
  await t.rejects(instances.drain('i-9', request), { code: 'instance_not_found' });
  const words = 'This machine is the only container instance: its tasks have nowhere to go.';
  const refusing = new Instances({
    machines: {
      list: async () => [machine('i-1')],
      setStatus: async () => Promise.reject(Object.assign(new Error(words), { name: 'InvalidParameterException' })),
      terminate: async () => void t.fail(),
    },
    cluster: { tasksOn: async () => [] },
    store: cloud(t).store,
    log: { info: () => {}, error: () => t.fail() },
  });
  const told = { code: 'instance_stays', message: `ECS refuses it: ${words}` };
  await t.rejects(refusing.drain('i-1', { ...request, force: true }), told);
});

t.test('a drain ends with its client, and leaves the machine draining', async (t) => {
  const { instances, asked, said, request } = cloud(t);
  const client = new AbortController();
  const done = instances.drain('i-1', { ...request, signal: client.signal });
  while (said.length === 0) await new Promise(setImmediate);
  const aborted = once(client.signal, 'abort');
  client.abort();
  await aborted;
  await t.rejects(done, { name: 'AbortError' });
  t.same(asked, ['arn:i-1 DRAINING']);
});
