import t from 'tap';
import type { TaskInfo } from '../../../../server/aws/ecs.ts';
import { outputTo } from '../../../../server/deploy/output.ts';
import { restart } from '../../../../server/deploy/restart.ts';

interface Look {
  tasks: TaskInfo[];
  rollout?: string;
}

/** A restart of web over ECS as it looks one time after the other; the first look is the one before. */
async function scene(looks: Look[]): Promise<string[]> {
  let index = -1;
  const lines: string[] = [];
  const cluster = {
    restart: async () => 'ecs-svc/1',
    listTasks: async () => {
      index = Math.min(index + 1, looks.length - 1);
      return looks[index]!.tasks;
    },
    services: async () => {
      const rollouts = new Map([['ecs-svc/1', looks[index]!.rollout ?? 'IN_PROGRESS']]);
      return new Map([['web', { targetGroup: undefined, events: [], rollouts }]]);
    },
  };
  const logs = { copyNumber: () => 2, taskEnded: () => {} };
  const output = outputTo((line) => lines.push(line));
  const signal = AbortSignal.timeout(5000);
  await restart({ cluster, logs }, { app: 'shop', processes: ['web'], output, signal });
  return lines;
}

const task = (id: string, state: string, exitCode?: number): TaskInfo => ({
  id,
  app: 'shop',
  process: 'web',
  release: 'RABCDEFGHI',
  state,
  desired: 'RUNNING',
  health: 'UNKNOWN',
  startedAt: undefined,
  stoppedReason: undefined,
  exitCode,
});

t.test('each new copy is told once', async (t) => {
  const old = task('old', 'RUNNING');
  const lines = await scene([
    { tasks: [old] },
    { tasks: [old, task('new', 'PENDING')] },
    { tasks: [old, task('new', 'RUNNING')] },
    { tasks: [task('old', 'STOPPED', 143), task('new', 'RUNNING')], rollout: 'COMPLETED' },
  ]);
  t.same(lines.slice(0, 2), ['-----> Restarting web', '       web.2 is running']);
  t.match(lines[2], /-----> Restarted in /);
  t.equal(lines.length, 3);
});

t.test('new copies that end one after the other fail it, with their reason', async (t) => {
  const dead = ['1', '2', '3'].map((id) => task(id, 'STOPPED', 7));
  await t.rejects(scene([{ tasks: [] }, { tasks: dead.slice(0, 2) }, { tasks: dead }]), {
    code: 'restart_failed',
    message: 'shop was not restarted: web exited with code 7.',
  });
  await t.rejects(scene([{ tasks: [] }, { tasks: [], rollout: 'FAILED' }]), { message: /ECS took it back/ });
});
