import t from 'tap';
import { createArns } from '../../../../local/ecs/arns.ts';
import { deploy } from '../../../../local/ecs/deployments.ts';
import type { EcsService, Task, TaskDefinition } from '../../../../local/ecs/model.ts';
import { comingOfAge, nextLook, situationOf } from '../../../../local/ecs/situation.ts';
import { openStore } from '../../../../local/ecs/store.ts';
import { newServiceTask } from '../../../../local/ecs/task.ts';
import { openDatabase } from '../../../../local/store/database.ts';

const GROUP = 'arn:targetgroup/x';
const arns = createArns({ region: 'eu-west-1', account: '000000000000', rack: 'r' });

/** A service with one running task that its balancer or its own check may find ill. */
function withTask(service: Partial<EcsService>, container: object = {}) {
  const store = openStore(openDatabase(':memory:'));
  const web = { name: 'web', image: 'i', essential: true, cpu: 0, environment: [], portMappings: [], mountPoints: [] };
  const definition = store.definitions.save({
    arn: arns.definition('app', 1),
    family: 'app',
    revision: 1,
    status: 'ACTIVE',
    containers: [{ ...web, ...container }],
    volumes: [],
    rest: {},
    tags: [],
    registeredAt: 0,
  } satisfies TaskDefinition);
  const made = {
    name: 'web',
    cluster: 'c',
    status: 'ACTIVE',
    desiredCount: 1,
    deployments: [],
    events: [],
    ...service,
  };
  const whole = {
    rest: {},
    tags: [],
    healthCheckGracePeriodSeconds: 0,
    maximumPercent: 100,
    minimumHealthyPercent: 0,
    ...made,
  } as never;
  const deployment = deploy(whole, definition.arn, []);
  const task: Task = newServiceTask('r', arns, whole, deployment, definition);
  Object.assign(task, { lastStatus: 'RUNNING', startedAt: Date.now() });
  task.targets = [{ targetGroupArn: GROUP, containerName: 'web', ip: '10.0.0.1', port: 80, registered: true }];
  store.tasks.save(task);
  const look = (state: string, description = '') => {
    const health = new Map([[`${GROUP} 10.0.0.1:80`, { state, description }]]);
    return situationOf(store, whole, health).tasks[0];
  };
  return { task, look, store, service: whole as EcsService };
}

t.test('the grace period of a new task', async (t) => {
  const { task, look } = withTask({ healthCheckGracePeriodSeconds: 60 });
  t.match(look('unhealthy'), { healthy: false });
  t.equal(look('unhealthy')?.unhealthy, undefined, 'an unhealthy target is borne with');
  Object.assign(task.containers[0] ?? {}, { health: 'UNHEALTHY' });
  t.equal(look('healthy')?.unhealthy, undefined, 'and so is a failed check of its own');
  task.startedAt = Date.now() - 61_000;
  t.same(look('healthy')?.unhealthy, {
    stoppedReason: 'Task failed container health checks',
    event: `(task ${task.id}) failed container health checks.`,
  });
  Object.assign(task.containers[0] ?? {}, { health: 'HEALTHY' });
  const codes = 'Health checks failed with these codes: [502]';
  t.same(look('unhealthy', codes)?.unhealthy, {
    stoppedReason: `Task failed ELB health checks in (target-group ${GROUP})`,
    event: `(task ${task.id}) (port 80) is unhealthy in (target-group ${GROUP}) due to (reason ${codes})`,
  });
});

t.test('a service is looked at again in time, and not at all when there is nothing to see', async (t) => {
  const { task, store, service } = withTask({ desiredCount: 0 });
  t.ok(Number(nextLook(store, service)) > 0, 'while it has a task');
  store.tasks.save({ ...task, lastStatus: 'STOPPED' });
  t.ok(Number(nextLook(store, service)) > 0, 'while it is being deployed');
  const [deployment] = service.deployments;
  Object.assign(deployment ?? {}, { rolloutState: 'COMPLETED' });
  t.equal(nextLook(store, service), undefined);
  t.ok(Number(nextLook(store, { ...service, desiredCount: 1 })) > 0, 'while it wants a task');
});

t.test('a task counts as healthy by every measure it has', async (t) => {
  const { task, look } = withTask({}, { healthCheck: { command: ['CMD', 'true'] } });
  t.match(look('healthy'), { healthy: false }, 'its own check is still out');
  Object.assign(task.containers[0] ?? {}, { health: 'HEALTHY' });
  t.match(look('initial'), { healthy: false }, 'its target is');
  t.match(look('healthy'), { healthy: true });
  t.match(look('initial'), { healthy: true }, 'a balancer that restarts takes nothing back');
});

t.test('what only its age makes healthy is looked at when it is of age', async (t) => {
  const { task, store, service } = withTask({});
  const at = task.startedAt as number;
  t.same(comingOfAge(store, service, at + 60_000), [], 'not when nothing but its age is asked');
  store.tasks.save({ ...task, targets: [] });
  const ages = [1999, 2000].map((age) => comingOfAge(store, service, at + age).length);
  t.same(ages, [0, 1]);
  store.tasks.save({ ...task, targets: [], provedHealthy: true });
  t.same(comingOfAge(store, service, at + 60_000), [], 'and once only');
});
