import t from 'tap';
import { createArns } from '../../../../local/ecs/arns.ts';
import { containerOptions } from '../../../../local/ecs/container-options.ts';
import type { TaskDefinition } from '../../../../local/ecs/model.ts';
import { newTask } from '../../../../local/ecs/task.ts';

const arns = createArns({ region: 'eu-west-1', account: '000000000000', rack: 'r' });
const definition: TaskDefinition = {
  arn: arns.definition('app', 7),
  family: 'app',
  revision: 7,
  status: 'ACTIVE',
  containers: [
    {
      name: 'web',
      image: 'app:1',
      essential: true,
      cpu: 128,
      memory: 256,
      environment: [{ name: 'PORT', value: '5000' }],
      portMappings: [{ containerPort: 5000, hostPort: 0, protocol: 'tcp' }],
      mountPoints: [],
      dockerLabels: { 'rack.app': 'app', 'io.rack.rack': 'not yours to say' },
      linuxParameters: { initProcessEnabled: true },
    },
  ],
  volumes: [],
  rest: {},
  tags: [],
  registeredAt: 0,
};

t.test('a container of a task', async (t) => {
  const overrides = {
    containerOverrides: [{ name: 'web', command: ['ls'], memory: 512, environment: [{ name: 'PORT', value: '1' }] }],
  };
  const task = newTask({ rack: 'r', arns, cluster: 'c', definition, group: 'g', overrides });
  const [container] = task.containers;
  if (!container) throw new Error('no container');
  const secrets = { PORT: 'secret', KEY: 'a b\n"c"' };
  const options = containerOptions({ rack: 'r', clusterArn: arns.cluster('c'), task, definition, container, secrets });
  t.equal(options.name, `rack-r-app-${task.id.slice(0, 8)}-web`);
  t.same(options.Env, ['PORT=1', 'KEY=a b\n"c"'], 'overrides win over the environment, which wins over secrets');
  t.same(options.Cmd, ['ls']);
  t.match(options.Labels, {
    'io.rack.rack': 'r',
    'rack.app': 'app',
    'com.amazonaws.ecs.task-arn': task.arn,
    'com.amazonaws.ecs.task-definition-version': '7',
  });
  t.match(options.HostConfig, {
    Init: true,
    Memory: 512 * 1024 * 1024,
    NetworkMode: 'rack-r',
    LogConfig: { Config: { 'max-size': '10m', 'max-file': '5' } },
  });
  t.notOk(options.HostConfig?.PortBindings, 'publishes nothing');
  t.match(task, { cpu: 128, memory: 512 }, 'what is set aside for it');
});
