import t from 'tap';
import { type Dependency, inOrder, isMet } from '../../../../local/ecs/dependencies.ts';
import type { TaskContainer } from '../../../../local/ecs/model.ts';
import { isRestarted } from '../../../../local/ecs/restart-policy.ts';

const SECOND = 1000;

function container(more: Partial<TaskContainer>): TaskContainer {
  return {
    name: 'db',
    dockerName: 'd',
    image: 'i',
    essential: false,
    lastStatus: 'RUNNING',
    health: 'UNKNOWN',
    ...more,
  };
}

function met(
  condition: Dependency['condition'],
  more: Partial<TaskContainer>,
  startTimeout?: number,
  now = 0,
): boolean {
  const limits = startTimeout === undefined ? {} : { startTimeout };
  return isMet({ containerName: 'db', condition }, container(more), limits, 'web', now);
}

t.test('what a container waits for', async (t) => {
  t.equal(met('START', { lastStatus: 'PENDING' }), false);
  t.equal(met('START', {}), true);
  t.equal(met('START', { lastStatus: 'STOPPED', exitCode: 1 }), true, 'it was started');
  t.equal(met('HEALTHY', {}), false);
  t.equal(met('HEALTHY', { health: 'HEALTHY' }), true);
  t.equal(met('COMPLETE', {}), false);
  t.equal(met('COMPLETE', { lastStatus: 'STOPPED', exitCode: 3 }), true);
  t.equal(met('SUCCESS', { lastStatus: 'STOPPED', exitCode: 0 }), true);
});

t.test('what never comes is told in the words of the agent', async (t) => {
  t.throws(() => met('SUCCESS', { lastStatus: 'STOPPED', exitCode: 3 }), {
    message:
      'CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [db] for target [web] as dependency did not exit successfully.',
  });
  t.throws(() => met('HEALTHY', { lastStatus: 'STOPPED' }), /dependency has stopped/);
  t.equal(met('HEALTHY', { startedAt: 0 }, 10, 10 * SECOND), false);
  t.throws(() => met('HEALTHY', { startedAt: 1 }, 10, 11 * SECOND), {
    message: /container ordering dependency \[db\] for target \[web\] has timed out\.$/,
  });
});

t.test('work is done in order, and side by side where there is none', async (t) => {
  const done: string[] = [];
  const before: Record<string, string[]> = { web: ['db', 'init'], db: ['init'], side: [] };
  const work = async (name: string) => void done.push(name);
  await inOrder(['web', 'db', 'init', 'side'], (name) => before[name] ?? [], work);
  t.same(
    done.filter((name) => name !== 'side'),
    ['init', 'db', 'web'],
  );
  t.ok(done.includes('side'));
  const fails = async (name: string) => {
    if (name === 'db') throw new Error('no db');
    done.push(`again ${name}`);
  };
  await t.rejects(
    inOrder(['web', 'db', 'init', 'side'], (name) => before[name] ?? [], fails),
    /no db/,
  );
  t.ok(done.includes('again side'), 'what does not depend on it goes on');
  t.notOk(done.includes('again web'));
});

t.test('the restart policy', async (t) => {
  const restarted = (policy: object, more: object, exitCode: number | undefined, seconds: number) =>
    isRestarted({ restartPolicy: { enabled: true, ...policy } }, { startedAt: 0, ...more }, exitCode, seconds * SECOND);
  t.equal(restarted({}, {}, 1, 299), false, 'it must have run for 300 seconds');
  t.equal(restarted({}, {}, 1, 300), true);
  t.equal(restarted({}, {}, 0, 300), true, 'whatever its exit code is');
  t.equal(restarted({}, {}, undefined, 300), false);
  t.equal(restarted({ ignoredExitCodes: [0] }, {}, 0, 300), false);
  t.equal(restarted({ restartAttemptPeriod: 60 }, {}, 1, 60), true);
  t.equal(restarted({ restartAttemptPeriod: 60 }, { restartedAt: 60 * SECOND }, 1, 119), false, 'once in that time');
  t.equal(restarted({ enabled: false }, {}, 1, 300), false);
});
