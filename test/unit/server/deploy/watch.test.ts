import t from 'tap';
import type { TaskInfo } from '../../../../server/aws/ecs.ts';
import { outputTo } from '../../../../server/deploy/output.ts';
import { Watch } from '../../../../server/deploy/watch.ts';
import { release } from './fixtures.ts';

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

interface Look {
  tasks: TaskInfo[];
  status?: string;
  targets?: string[];
  sick?: string;
  at?: number;
}

/** A watch over AWS as it looks one time after the other; the last look stays. */
function scene(looks: Look[]) {
  let index = -1;
  let look: Look = looks[0]!;
  let now = 0;
  const lines: string[] = [];
  const deps = {
    stack: {
      find: async () => {
        index = Math.min(index + 1, looks.length - 1);
        look = looks[index]!;
        now = look.at ?? now;
        return { id: 's', status: look.status ?? 'UPDATE_IN_PROGRESS', reason: undefined, outputs: {} };
      },
      failures: async () => ['WebService: broke'],
    },
    cluster: {
      listTasks: async () => look.tasks,
      service: async () => ({ targetGroup: 'tg', events: [] }),
    },
    balancer: {
      targets: async () => [
        ...(look.targets ?? []).map((target) => ({ target, state: 'healthy', description: undefined })),
        ...(look.sick ? [{ target: 'new:1', state: 'unhealthy', description: look.sick }] : []),
      ],
    },
    logs: { copyNumber: () => 1, taskEnded: () => {} },
    healthTimeout: 60,
    now: () => now,
  };
  const targetsBefore = [{ target: 'old:1', state: 'healthy', description: undefined }];
  const watch = new Watch(deps, { release, targetsBefore, output: outputTo((line) => lines.push(line)) });
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
