import t from 'tap';
import type { TaskInfo } from '../../../../server/aws/ecs.ts';
import { outputTo } from '../../../../server/deploy/output.ts';
import { Watch } from '../../../../server/deploy/watch.ts';
import type { Release } from '../../../../server/model/release.ts';
import { release as fixture } from './fixtures.ts';

const { web, admin, 'mail-worker': worker } = fixture.processes;
const release = { ...fixture, processes: { web: web! } };

t.test('serves: each change is told once', async (t) => {
  const { watch, lines } = scene([
    { tasks: [task('1', 'PENDING')] },
    { tasks: [task('1', 'RUNNING')] },
    { tasks: [task('1', 'RUNNING')], targets: ['old:1', 'new:1'] },
    { tasks: [task('1', 'RUNNING')], status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' },
  ]);
  await watch.untilServing(new AbortController().signal);
  t.strictSame(lines, ['       web.1 is starting', '       web.1 is running', '       web answers its health check']);
});

t.test('fails at the third stopped copy, with its exit code', async (t) => {
  const dead = ['1', '2', '3'].map((id) => task(id, 'STOPPED', { exitCode: 7 }));
  const { watch } = scene([{ tasks: dead.slice(0, 2) }, { tasks: dead }]);
  await t.rejects(watch.untilServing(new AbortController().signal), {
    message: 'v4 did not go live: web exited with code 7, 3 times.',
  });
});

t.test('a process that has done its work is told where such work belongs', async (t) => {
  const { watch } = scene([{ tasks: ['1', '2', '3'].map((id) => task(id, 'STOPPED', { exitCode: 0 })) }]);
  await t.rejects(watch.untilServing(new AbortController().signal), {
    message: /web exited with code 0, 3 times\. A process must go on running: .*formation\.web\.quantity: 0\)\.$/,
  });
});

t.test('an image that cannot be pulled fails at once', async (t) => {
  const { watch } = scene([
    { tasks: [task('1', 'STOPPED', { stoppedReason: 'CannotPullContainerError: no such image' })] },
  ]);
  await t.rejects(watch.untilServing(new AbortController().signal), { message: /could not start: CannotPull/ });
});

t.test('copies of the release before do not count', async (t) => {
  const dead = ['1', '2', '3'].map((id) => task(id, 'STOPPED', { exitCode: 7, release: 'ROLD' }));
  const { watch, lines } = scene([{ tasks: dead }, { tasks: dead, status: 'UPDATE_COMPLETE' }]);
  await watch.untilServing(new AbortController().signal);
  t.strictSame(lines, []);
});

t.test('no health within the time: the last probe is told', async (t) => {
  const { watch } = scene([
    { tasks: [task('1', 'RUNNING')], sick: 'Health checks failed with these codes: [502]' },
    { tasks: [task('1', 'RUNNING')], at: 61_000 },
  ]);
  await t.rejects(watch.untilServing(new AbortController().signal), {
    message: /within 60 seconds\. The last probe said: Health checks failed with these codes: \[502\]\./,
  });
});

t.test('CloudFormation gives up first', async (t) => {
  const { watch } = scene([{ tasks: [], status: 'UPDATE_ROLLBACK_IN_PROGRESS' }]);
  await t.rejects(watch.untilServing(new AbortController().signal), {
    message: 'v4 did not go live: WebService: broke.',
  });
});

t.test('every process that gets requests has to answer, within its own time', async (t) => {
  const processes = { web: web!, admin: admin! };
  const tasks = [task('1', 'RUNNING'), task('2', 'RUNNING', { process: 'admin' })];
  const { watch, lines } = scene(
    [
      { tasks, targets: ['new:1'] },
      { tasks, at: 61_000 },
      { tasks, at: 121_000 },
    ],
    processes,
  );
  await t.rejects(watch.untilServing(new AbortController().signal), {
    message:
      'v4 did not go live: admin did not answer its health check within 120 seconds. No probe had an answer yet. ' +
      'It must listen on 0.0.0.0, port 8080 ($PORT), and answer GET /health with a status of 200-399.',
  });
  t.ok(lines.includes('       web answers its health check'));
});

t.test('a worker whose own health check fails is given up at once', async (t) => {
  const sick = task('1', 'RUNNING', { process: 'mail-worker', health: 'UNHEALTHY' });
  const { watch } = scene([{ tasks: [sick] }], { 'mail-worker': worker! });
  await t.rejects(watch.untilServing(new AbortController().signal), {
    message: 'v4 did not go live: mail-worker is not well: its health check (test -f /tmp/alive) fails.',
  });
});

t.test('a worker that no machine has room for is given up, with ECS’s reason', async (t) => {
  const full = '(service w) was unable to place a task because no container instance met all of its requirements.';
  const { watch, lines } = scene(
    [
      { tasks: [], event: full },
      { tasks: [], event: full, at: 61_000 },
    ],
    {
      'mail-worker': worker!,
    },
  );
  await t.rejects(watch.untilServing(new AbortController().signal), {
    message: `v4 did not go live: mail-worker was not started within 60 seconds: ${full}`,
  });
  t.strictSame(lines, [`       ${full}`], 'told once');
});

t.test('a process of which no copy shall run is not waited for', async (t) => {
  const { watch } = scene(
    [
      { tasks: [], at: 61_000 },
      { tasks: [], status: 'UPDATE_COMPLETE' },
    ],
    {
      web: { ...web!, count: 0 },
    },
  );
  await t.resolves(watch.untilServing(new AbortController().signal));
});

interface Look {
  tasks: TaskInfo[];
  status?: string;
  /** Healthy targets of web. */
  targets?: string[];
  sick?: string;
  event?: string;
  at?: number;
}

/** A watch over AWS as it looks one time after the other; the last look stays. */
function scene(looks: Look[], processes: Release['processes'] = release.processes) {
  let index = -1;
  let look: Look = looks[0]!;
  let now = 0;
  const lines: string[] = [];
  const askedAt = new Date(Date.now() - 1000);
  const services = (_: string, types: readonly string[]) => {
    const events = look.event ? [{ id: 'e', time: new Date(Date.now() + 1000), message: look.event }] : [];
    return new Map(types.map((type) => [type, { targetGroup: `group of ${type}`, events, rollouts: new Map() }]));
  };
  const deps = {
    stack: {
      find: async () => {
        index = Math.min(index + 1, looks.length - 1);
        look = looks[index]!;
        now = look.at ?? now;
        return { id: 's', status: look.status ?? 'UPDATE_IN_PROGRESS', reason: undefined, outputs: {}, parameters: {} };
      },
      // It broke while the request for the update was still waiting for its answer.
      failures: async (since: Date) => (since <= askedAt ? ['WebService: broke'] : []),
    },
    cluster: {
      listTasks: async () => look.tasks,
      services: async (app: string, types: readonly string[]) => services(app, types),
    },
    balancer: {
      targets: async (group: string) =>
        group !== 'group of web'
          ? []
          : [
              ...(look.targets ?? []).map((target) => ({ target, state: 'healthy', description: undefined })),
              ...(look.sick ? [{ target: 'new:1', state: 'unhealthy', description: look.sick }] : []),
            ],
    },
    logs: { copyNumber: () => 1, taskEnded: () => {} },
    healthTimeout: 60,
    now: () => now,
  };
  const targetsBefore = new Map([['web', [{ target: 'old:1', state: 'healthy', description: undefined }]]]);
  const output = outputTo((line) => lines.push(line));
  const watch = new Watch(deps, { release: { ...release, processes }, askedAt, targetsBefore, output });
  return { watch, lines };
}

function task(id: string, state: string, more: Partial<TaskInfo> = {}): TaskInfo {
  return {
    id,
    app: 'hello',
    process: 'web',
    release: release.id,
    state,
    desired: 'RUNNING',
    health: 'UNKNOWN',
    startedAt: undefined,
    stoppedReason: undefined,
    exitCode: undefined,
    ...more,
  };
}
