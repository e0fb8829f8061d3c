import t from 'tap';
import {
  breakerThreshold,
  type DeploymentView,
  FAILED_SHOWN_MS,
  isBlocked,
  plan,
  type Situation,
  type TaskView,
} from '../../../../local/ecs/planner.ts';

const NOW = 1_000_000;

function deployment(id: string, more: Partial<DeploymentView> = {}): DeploymentView {
  return { id, rolloutState: 'IN_PROGRESS', failedTasks: 0, retryAt: 0, updatedAt: 0, ...more };
}

/** `new1+` is a healthy running task of deployment `new`, `new1` one that is not healthy yet. */
function task(name: string, more: Partial<TaskView> = {}): TaskView {
  const id = name.replace('+', '');
  const created = Number(id.replace(/\D/g, ''));
  return {
    id,
    deployment: id.replace(/\d/g, ''),
    state: 'running',
    healthy: name.endsWith('+'),
    createdAt: created,
    ...more,
  };
}

function situation(more: Partial<Situation>): Situation {
  return {
    now: NOW,
    desired: 1,
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    breaker: { enable: true, rollback: true },
    deployments: [deployment('new'), deployment('old', { rolloutState: 'COMPLETED' })],
    lastCompleted: 'old',
    tasks: [],
    ...more,
  };
}

const steady = { deployments: [deployment('old', { rolloutState: 'COMPLETED' })] };

t.test('rolling over with 100/200', async (t) => {
  t.same(plan(situation({ tasks: [task('old1+')] })), [{ do: 'start', count: 1 }], 'starts before it stops');
  t.same(plan(situation({ tasks: [task('old1+'), task('new2')] })), [], 'waits until the new one is healthy');
  t.same(plan(situation({ tasks: [task('old1+'), task('new2+')] })), [{ do: 'stop', tasks: ['old1'] }]);
  const draining = task('old1', { state: 'draining' });
  t.same(plan(situation({ tasks: [draining, task('new2+')] })), [], 'waits until the old one is drained');
  const stopping = task('old1', { state: 'stopping' });
  const end = [{ do: 'complete' }, { do: 'retire', deployment: 'old' }];
  t.same(plan(situation({ tasks: [stopping, task('new2+')] })), end, 'does not wait for its grace');
});

t.test('bounds', async (t) => {
  const old = [task('old1+'), task('old2+')];
  const half = { desired: 2, minimumHealthyPercent: 50, maximumPercent: 100 };
  t.same(plan(situation({ ...half, tasks: old })), [{ do: 'stop', tasks: ['old1'] }], 'makes room first, the oldest');
  t.same(plan(situation({ ...half, tasks: [task('old2+')] })), [{ do: 'start', count: 1 }]);
  t.same(plan(situation({ ...half, tasks: [task('old2+'), task('new3')] })), [], 'never below the least');
  const more = { desired: 2, maximumPercent: 150, tasks: old };
  t.same(plan(situation(more)), [{ do: 'start', count: 1 }], 'never above the most');
});

t.test('stop first with 0/100', async (t) => {
  const one = { minimumHealthyPercent: 0, maximumPercent: 100 };
  const stop = [{ do: 'stop', tasks: ['old1'] }];
  const starts = (more: Partial<Situation>) =>
    plan(situation({ ...one, ...more })).filter((each) => each.do === 'start');
  t.same(plan(situation({ ...one, tasks: [task('old1+')] })), stop, 'stops a healthy task with nothing beside it');
  t.same(plan(situation({ ...one, tasks: [task('old1', { state: 'starting' })] })), stop);
  t.same(starts({ tasks: [task('old1', { state: 'draining' })] }), [], 'waits while it drains');
  const leaving = [task('old1', { state: 'stopping' })];
  t.same(starts({ tasks: leaving }), [], 'waits until it has stopped');
  t.same(starts({ tasks: [] }), [{ do: 'start', count: 1 }]);
  t.same(starts({ tasks: leaving, maximumPercent: 150 }), [], 'also where the most is rounded down to as many');
  t.same(starts({ ...steady, tasks: leaving }), [], 'also in place of one that died');
  t.same(starts({ tasks: leaving, maximumPercent: 200 }), [{ do: 'start', count: 1 }], 'but not where two have room');
});

t.test('one deployment takes the place of another under way', async (t) => {
  const deployments = [deployment('new'), deployment('mid'), deployment('old', { rolloutState: 'COMPLETED' })];
  const tasks = [task('old1+'), task('mid2')];
  t.same(plan(situation({ deployments, tasks })), [{ do: 'stop', tasks: ['mid2'] }], 'the unfinished one goes first');
});

t.test('the circuit breaker', async (t) => {
  t.same([1, 6, 7, 100, 1000].map(breakerThreshold), [3, 3, 4, 50, 200]);
  const broken = deployment('new', { failedTasks: 3 });
  const [, old] = situation({}).deployments as [DeploymentView, DeploymentView];
  const tasks = [task('old1+')];
  t.same(plan(situation({ deployments: [broken, old], tasks })), [{ do: 'fail', rollbackTo: 'old' }]);
  const { lastCompleted: _, ...first } = situation({ deployments: [broken] });
  t.same(plan(first), [{ do: 'fail' }], 'nothing to go back to');
  const off = { breaker: { enable: false, rollback: false } };
  t.same(plan(situation({ ...off, deployments: [broken, old], tasks })), [{ do: 'start', count: 1 }], 'switched off');
  const again = { deployments: [deployment('old', { failedTasks: 9 })], tasks: [] };
  t.same(plan(situation(again)), [{ do: 'start', count: 1 }], 'what once worked is tried for ever');
  const given = { deployments: [deployment('new', { rolloutState: 'FAILED' })] };
  t.same(plan(situation(given)), [], 'what failed is not tried again');
  const failed = deployment('new', { rolloutState: 'FAILED', updatedAt: NOW - FAILED_SHOWN_MS });
  const back = { deployments: [old, failed], tasks };
  t.same(plan(situation(back)), [{ do: 'retire', deployment: 'new' }], 'is shown for a while');
  t.same(plan(situation({ ...back, now: NOW - 1 })), []);
});

t.test('a steady service', async (t) => {
  t.same(plan(situation({ ...steady, tasks: [task('old1+')] })), []);
  t.same(plan(situation({ ...steady, desired: 3, tasks: [task('old1+')] })), [{ do: 'start', count: 2 }], 'scales out');
  const three = [task('old1+'), task('old2'), task('old3+')];
  t.same(
    plan(situation({ ...steady, desired: 2, tasks: three })),
    [{ do: 'stop', tasks: ['old2'] }],
    'stops what serves least',
  );
  t.same(plan(situation({ ...steady, desired: 0, tasks: [task('old1+')] })), [{ do: 'stop', tasks: ['old1'] }]);
  const later = { deployments: [deployment('old', { rolloutState: 'COMPLETED', retryAt: NOW + 1 })] };
  t.same(plan(situation(later)), [], 'waits out the back-off');
});

t.test('unhealthy tasks', async (t) => {
  const trouble = { stoppedReason: 'Task failed', event: 'failed' };
  const sick = (name: string) => task(name, { unhealthy: trouble });
  const replace = (name: string) => ({ do: 'replace', task: name, trouble });
  const start = [{ do: 'start', count: 1 }];
  t.same(plan(situation({ ...steady, tasks: [sick('old1')] })), start, 'are replaced before they are stopped');
  t.same(plan(situation({ ...steady, tasks: [sick('old1'), task('old2')] })), [], 'when the other one is healthy');
  t.same(plan(situation({ ...steady, tasks: [sick('old1'), task('old2+')] })), [replace('old1')]);
  const full = { ...steady, maximumPercent: 100, desired: 2, minimumHealthyPercent: 50 };
  const two = [sick('old1'), sick('old2')];
  t.same(plan(situation({ ...full, tasks: two })), [replace('old1')], 'one by one where nothing may be started beside');
  const later = { deployments: [deployment('old', { rolloutState: 'COMPLETED', retryAt: NOW + 1 })] };
  t.same(plan(situation({ ...later, tasks: [sick('old1')] })), [replace('old1')], 'at once where there was no room');
  t.same(plan(situation({ tasks: [task('old1+'), sick('new2')] })), [replace('new2')], 'at once while they roll out');
});

t.test('protected tasks', async (t) => {
  const kept = (name: string) => task(name, { protected: true });
  t.same(plan(situation({ tasks: [kept('old1+'), task('new2+')] })), [], 'the deployment waits for them');
  const three = [kept('old3+'), task('old2+'), task('old1+')];
  const scaled = plan(situation({ ...steady, desired: 2, tasks: three }));
  t.same(scaled, [{ do: 'stop', tasks: ['old2'] }], 'others go in their place');
  const sick = task('new2', { unhealthy: { stoppedReason: 's', event: 'e' }, protected: true });
  t.match(plan(situation({ tasks: [task('old1+'), sick] })), [{ do: 'replace', task: 'new2' }], 'unless they are ill');
});

t.test('bounds that leave no room', async (t) => {
  const blocked = (desired: number, minimumHealthyPercent: number, maximumPercent: number) =>
    isBlocked({ desired, minimumHealthyPercent, maximumPercent });
  t.equal(blocked(1, 100, 150), true, 'the most is rounded down');
  t.equal(blocked(1, 50, 199), true, 'the least is rounded up');
  t.equal(blocked(3, 75, 125), true, 'as in the developer guide');
  t.equal(blocked(4, 75, 100), false);
  t.equal(blocked(1, 100, 200), false);
});
