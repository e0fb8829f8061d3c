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
      mountPoints: [
        { sourceVolume: 'state', containerPath: '/data' },
        { sourceVolume: 'logs', containerPath: '/logs', readOnly: true },
      ],
      readonlyRootFilesystem: true,
      ulimits: [{ name: 'nofile', softLimit: 1024, hardLimit: 4096 }],
      dockerLabels: { 'rack.app': 'app', 'io.rack.rack': 'not yours to say' },
      linuxParameters: {
        initProcessEnabled: true,
        capabilities: { add: ['DAC_READ_SEARCH'], drop: ['ALL'] },
        tmpfs: [{ containerPath: '/tmp', size: 16, mountOptions: ['noexec'] }],
      },
    },
  ],
  volumes: [{ name: 'state' }, { name: 'logs' }],
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
  const role = { AWS_REGION: 'eu-west-1', PORT: 'role' };
  const options = containerOptions({
    rack: 'r',
    clusterArn: arns.cluster('c'),
    task,
    definition,
    container,
    secrets,
    role,
    volumes: { state: { source: 'r-fs-1', noCopy: true }, logs: { source: '/var/log', noCopy: false } },
  });
  t.equal(options.name, `rack-r-app-${task.id.slice(0, 8)}-web`);
  t.same(
    options.Env,
    ['AWS_REGION=eu-west-1', 'PORT=1', 'KEY=a b\n"c"'],
    'overrides win over the environment, which wins over secrets, which win over what the role brings',
  );
  t.same(options.Healthcheck, { Test: ['NONE'] }, 'a check that the image brings counts for nothing');
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
    Binds: ['r-fs-1:/data:rw,nocopy', '/var/log:/logs:ro'],
    CapDrop: ['ALL'],
    CapAdd: ['DAC_READ_SEARCH'],
    ReadonlyRootfs: true,
    Tmpfs: { '/tmp': 'size=16m,noexec' },
    Ulimits: [{ Name: 'nofile', Soft: 1024, Hard: 4096 }],
  });
  t.notOk(options.HostConfig?.PortBindings, 'publishes nothing');
  t.match(task, { cpu: 128, memory: 512 }, 'what is set aside for it');
});

t.test('a container that brings a key of its own', async (t) => {
  const task = newTask({ rack: 'r', arns, cluster: 'c', definition, group: 'g' });
  const container = task.containers[0] as (typeof task.containers)[number];
  const role = { AWS_ACCESS_KEY_ID: 'ASIA', AWS_SESSION_TOKEN: 'token' };
  const secrets = { AWS_ACCESS_KEY_ID: 'AKIA' };
  const volumes = { state: { source: 's', noCopy: false }, logs: { source: 'l', noCopy: false } };
  const options = containerOptions({
    rack: 'r',
    clusterArn: 'arn',
    task,
    definition,
    container,
    secrets,
    role,
    volumes,
  });
  t.same(options.Env, ['AWS_ACCESS_KEY_ID=AKIA', 'PORT=5000'], 'gets nothing of the role');
});
