import Docker from 'dockerode';
import t from 'tap';
import { run as command } from '../../../../lib/run.ts';
import { AwsError, type CallAws, type Input } from '../../../../local/endpoint/service.ts';
import { createBalancer } from './balancer.ts';
import { clean, config, definition, openEcs, until } from './rack.ts';

const RACK = 't-ecs-containers';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:x-AbCdEf';
const ROLES = 'arn:aws:iam::000000000000:role/rack/';
const ENDPOINT = 'http://172.17.0.1:4566';
const docker = new Docker();
const quiet = { info: () => {}, error: (message: string, cause?: unknown) => t.comment(message, String(cause)) };

/** Logs with the group `rack`, IAM with the roles `server` (a policy) and `app` (none), and STS. */
function withRoles(rest: CallAws, groups: string[]): CallAws {
  return async (service, operation, input) => {
    if (service === 'logs' && operation === 'CreateLogGroup') groups.push(input.logGroupName);
    if (service === 'logs') return { logGroups: groups.map((logGroupName) => ({ logGroupName })) };
    if (service === 'iam' && !['server', 'app'].includes(input.RoleName))
      throw new AwsError('NoSuchEntity', 'none', 404);
    if (operation === 'ListRolePolicies') return { PolicyNames: input.RoleName === 'server' ? ['p'] : [] };
    if (operation === 'ListAttachedRolePolicies') return { AttachedPolicies: [] };
    if (service !== 'sts') return rest(service, operation, input);
    const SessionToken = `${input.RoleArn} ${input.RoleSessionName}`;
    return { Credentials: { AccessKeyId: 'ASIA', SecretAccessKey: 'secret', SessionToken } };
  };
}

t.test('containers', async (t) => {
  await clean(RACK);
  const groups = ['rack'];
  const callAws = withRoles(createBalancer({ [SECRET]: '{"KEY":"top secret"}' }).call, groups);
  const { ecs, call } = openEcs(config(RACK), callAws, quiet, 180_000, ENDPOINT);
  await ecs.start();
  t.teardown(async () => {
    await ecs.stop();
    await clean(RACK);
  });
  await call('CreateCluster', { clusterName: 'c' });

  const run = async (container: Input, more: Input = {}, input: Input = {}) => {
    await call('RegisterTaskDefinition', definition('job', container, more));
    const { tasks } = await call('RunTask', { cluster: 'c', taskDefinition: 'job', ...input });
    return until(async () => {
      const [task] = (await call('DescribeTasks', { cluster: 'c', tasks: [tasks[0].taskArn] })).tasks;
      return task.lastStatus === 'STOPPED' ? task : undefined;
    });
  };
  const environment = async (task: Input) => {
    const { Config } = await docker.getContainer(task.containers[0].runtimeId).inspect();
    return Object.fromEntries((Config.Env ?? []).map((pair) => pair.split(/=(.*)/s)));
  };
  const isThere = async (container: string, path: string) =>
    (await command(['docker', 'exec', container, 'test', '-e', path], { ok: [0, 1] })).code === 0 || undefined;
  const script = (text: string) => ({ command: ['sh', '-c', text] });

  await t.test('run as the definition says', async (t) => {
    const checks = [
      'test "$(id -u):$(id -g)" = 1234:4321',
      '! touch /x 2>/dev/null',
      'touch /scratch/x',
      'grep -q "^CapBnd:.0000000000000004$" /proc/self/status',
      'test "$(ulimit -n)" = 128',
      'tr "\\0" " " < /proc/1/cmdline | grep -q init',
    ];
    const task = await run({
      ...script(`${checks.map((check, index) => `${check} || exit ${index + 1}`).join('\n')}\nexit 70`),
      user: '1234:4321',
      readonlyRootFilesystem: true,
      ulimits: [{ name: 'nofile', softLimit: 128, hardLimit: 256 }],
      linuxParameters: {
        initProcessEnabled: true,
        capabilities: { drop: ['ALL'], add: ['DAC_READ_SEARCH'] },
        tmpfs: [{ containerPath: '/scratch', size: 8, mountOptions: ['mode=1777'] }],
      },
    });
    t.match(task, { containers: [{ exitCode: 70 }] });
  });

  await t.test('that will not end are killed after their stopTimeout', async (t) => {
    await call(
      'RegisterTaskDefinition',
      definition('deaf', { ...script('trap "" TERM; touch /deaf; sleep 100'), stopTimeout: 1 }),
    );
    const { tasks } = await call('RunTask', { cluster: 'c', taskDefinition: 'deaf' });
    const look = async (status: string) => {
      const [task] = (await call('DescribeTasks', { cluster: 'c', tasks: [tasks[0].taskArn] })).tasks;
      return task.lastStatus === status ? task : undefined;
    };
    await until(async () => {
      const [container] = (await look('RUNNING'))?.containers ?? [];
      return container && (await isThere(container.runtimeId, '/deaf'));
    });
    await call('StopTask', { cluster: 'c', task: tasks[0].taskArn });
    t.match(await until(() => look('STOPPED'), 8), { containers: [{ exitCode: 137 }] });
  });

  await t.test('of a role that may do something act as it', async (t) => {
    const task = await run(script('exit 0'), { taskRoleArn: `${ROLES}server` });
    const id = task.taskArn.split('/').at(-1);
    t.match(await environment(task), {
      AWS_ENDPOINT_URL: ENDPOINT,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'ASIA',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: `${ROLES}server ${id}`,
    });
    const own = { ...script('exit 0'), environment: [{ name: 'AWS_REGION', value: 'eu-north-1' }] };
    t.equal((await environment(await run(own, { taskRoleArn: `${ROLES}server` }))).AWS_REGION, 'eu-north-1');
  });

  await t.test('of a role that may do nothing, or of none, hold no key', async (t) => {
    for (const more of [{ taskRoleArn: `${ROLES}app` }, {}]) {
      const names = Object.keys(await environment(await run(script('exit 0'), more)));
      t.same(
        names.filter((name) => name.startsWith('AWS_')),
        [],
      );
    }
    const overrides = { taskRoleArn: `${ROLES}server` };
    const task = await run(script('exit 0'), { taskRoleArn: `${ROLES}app` }, { overrides });
    t.equal((await environment(task)).AWS_ACCESS_KEY_ID, 'ASIA', 'unless the task was run with another role');
    t.match(task.overrides, overrides);
  });

  await t.test('of a role that is not there do not start', async (t) => {
    const task = await run(script('exit 0'), { taskRoleArn: `${ROLES}nobody` });
    const stoppedReason = /^ECS was unable to assume the role 'arn:aws:iam::000000000000:role\/rack\/nobody' that was/;
    t.match(task, { stopCode: 'TaskFailedToStart', stoppedReason });
  });

  await t.test('need their log group', async (t) => {
    const logs = (group: string, more: Input = {}) => ({
      logDriver: 'awslogs',
      options: { 'awslogs-group': group, 'awslogs-region': 'eu-west-1', 'awslogs-stream-prefix': 'rack', ...more },
    });
    const job = (logConfiguration: Input) => run({ ...script('echo line; exit 7'), logConfiguration });
    const task = await job(logs('rack'));
    t.match(task, { containers: [{ exitCode: 7 }] });
    const { HostConfig } = await docker.getContainer(task.containers[0].runtimeId).inspect();
    t.equal(HostConfig.LogConfig?.Type, 'json-file');
    const missing =
      /^CannotStartContainerError: Error response from daemon: failed to initialize logging driver: .*ResourceNotFoundException: The specified log group does not exist/;
    const failed = {
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'Task failed to start',
      containers: [{ reason: missing }],
    };
    t.match(await job(logs('none')), failed);
    t.match(await job(logs('rack', { 'awslogs-region': 'us-east-1' })), failed);
    t.match(await job(logs('made', { 'awslogs-create-group': 'true' })), { containers: [{ exitCode: 7 }] });
    t.same(groups, ['rack', 'made']);
  });

  await t.test('that cannot be are refused', async (t) => {
    const refused = (container: Input, message: RegExp) =>
      t.rejects(call('RegisterTaskDefinition', definition('job', container)), { code: 'ClientException', message });
    const options = { 'awslogs-group': 'rack', 'awslogs-region': 'eu-west-1' };
    const logs = (more: Input) => ({ logConfiguration: { logDriver: 'awslogs', ...more } });
    await refused(
      logs({ options: { 'awslogs-group': 'rack' } }),
      /^Log driver awslogs requires options: awslogs-region$/,
    );
    await refused(logs({}), /^Log driver awslogs requires options: awslogs-region, awslogs-group$/);
    await refused(logs({ options: { ...options, log_key: 'x' } }), /^Log driver awslogs disallows options: log_key$/);
    await refused(logs({ options: { ...options, 'awslogs-create-group': 'false' } }), /should only be set to 'true'/);
    await refused(
      { logConfiguration: { logDriver: 'nowhere' } },
      /^nowhere is not a valid log driver\. Must be one of \[/,
    );
    await refused({ healthCheck: { command: ['true'] } }, /must be CMD or CMD-SHELL/);
    await refused({ healthCheck: { command: ['CMD', 'true'], interval: 1 } }, /interval .* from 5 to 300, and is 1/);
    await refused({ linuxParameters: { swappiness: 1 } }, /swappiness is not served/);
    await refused({ links: ['db'] }, /links is not served/);
  });
});
