import t from 'tap';
import type { ContainerState } from '../../../../local/docker/containers.ts';
import { Launcher } from '../../../../local/ecs/launcher.ts';
import type { Task, TaskContainer } from '../../../../local/ecs/model.ts';
import { createCluster } from '../../../../local/ecs/operations/create-cluster.ts';
import { runTask } from '../../../../local/ecs/operations/run-task.ts';
import { Stopper } from '../../../../local/ecs/stopper.ts';
import type { Input } from '../../../../local/endpoint/service.ts';
import { openEcs, register } from './ecs.ts';

const EXITED = { status: 'exited', exitCode: 1, outOfMemory: false } as const;

/** ECS with an engine that only notes what it is told. */
async function withEngine(container: Input = {}) {
  const { ecs } = openEcs();
  const closing = new AbortController();
  const told: string[] = [];
  const state = { id: 'i', image: 'i', ip: '', health: 'UNKNOWN', status: 'running' } as ContainerState;
  const engine = {
    create: async () => void told.push('create'),
    start: async () => void told.push('start'),
    stop: async () => {
      told.push('stop');
      Object.assign(state, EXITED);
    },
    inspect: async () => ({ ...state }),
    ensureNetwork: async () => {},
  };
  const { signal } = closing;
  const targets = { register: async () => {}, release: async () => void told.push('release') };
  const deps = { ...ecs, engine, targets, signal, log: { info: () => {}, error: () => {} }, onChange: () => {} };
  const launcher: Launcher = new Launcher({
    ...deps,
    provisions: { of: async () => ({ secrets: {}, role: {}, volumes: {} }) },
    onEnded: (task: Task, ended: TaskContainer, end: ContainerState) => stopper.ended(task, ended, end),
    onFailure: () => {},
  } as never);
  const stopper: Stopper = new Stopper({
    ...deps,
    settled: (task: Task) => launcher.settled(task),
    restart: (again: TaskContainer) => launcher.restart(again),
    restarted: launcher.restarted.bind(launcher),
    onFailure: () => {},
  } as never);
  Object.assign(ecs, { launcher, stopper });
  await createCluster(ecs)({ clusterName: 'c' });
  await register(ecs, 'web', container);
  const run = () => runTask(ecs)({ cluster: 'c', taskDefinition: 'web' }) as Input;
  const running = async () => {
    const task = ecs.store.tasks.get(run().tasks[0].taskArn) as Task;
    await launcher.settled(task);
    return { task, container: task.containers[0] as TaskContainer };
  };
  return { ecs, launcher, stopper, engine, state, told, closing, run, running };
}

t.test('a task whose making is taken back starts nothing', async (t) => {
  const { ecs, launcher, told, run } = await withEngine();
  let task!: Task;
  t.throws(
    () =>
      ecs.store.atomically(() => {
        t.match(run(), { tasks: [{ lastStatus: 'PENDING' }] });
        [task] = ecs.store.tasks.all() as [Task];
        throw new Error('no room');
      }),
    /no room/,
  );
  await launcher.settled(task);
  t.same(ecs.store.tasks.all(), []);
  t.same(told, []);
});

t.test('a task that is stopped in what is taken back runs on', async (t) => {
  const { ecs, stopper, told, running } = await withEngine();
  const { task } = await running();
  let stopping!: Promise<void>;
  t.throws(
    () =>
      ecs.store.atomically(() => {
        stopping = stopper.stop(task, 'UserInitiated', 'no more');
        throw new Error('no room');
      }),
    /no room/,
  );
  await stopping;
  t.match(task, { lastStatus: 'RUNNING', desiredStatus: 'RUNNING' });
  t.same(told, ['create', 'start']);
});

t.test('a container that is started again', async (t) => {
  const restartPolicy = { enabled: true, restartAttemptPeriod: 60 };
  const ended = async () => {
    const all = await withEngine({ restartPolicy });
    const { task, container } = await all.running();
    container.startedAt = Date.now() - 60_000;
    all.told.length = 0;
    return { ...all, task, container, end: () => all.stopper.ended(task, container, EXITED) };
  };
  const looks = () => new Promise((resolve) => setImmediate(resolve));

  await t.test('takes no notice that it had ended', async (t) => {
    const { task, told, end } = await ended();
    end();
    end();
    await looks();
    t.same(told, ['start']);
    t.match(task, { lastStatus: 'RUNNING', containers: [{ lastStatus: 'RUNNING', restartedAt: Number }] });
  });

  await t.test('ends its task when it has ended before it was looked at', async (t) => {
    const { task, state, engine, end } = await ended();
    Object.assign(state, EXITED);
    engine.start = async () => void end();
    end();
    await looks();
    t.match(task, { desiredStatus: 'STOPPED', stopCode: 'EssentialContainerExited', containers: [{ exitCode: 1 }] });
  });

  await t.test('has not ended because the endpoint does', async (t) => {
    const { task, engine, closing, end } = await ended();
    engine.start = async () => {
      closing.abort();
      throw new Error('closed');
    };
    end();
    await looks();
    t.match(task, { desiredStatus: 'RUNNING', containers: [{ lastStatus: 'RUNNING' }] });
  });
});
