import { readFileSync, statSync } from 'node:fs';
import Docker from 'dockerode';
import t from 'tap';
import { AwsError, type CallAws, type Input } from '../../../../local/endpoint/service.ts';
import { createBalancer } from './balancer.ts';
import { clean, config, definition, openEcs, until } from './rack.ts';

const RACK = 't-ecs-volumes';
const OTHER = 't-ecs-volumes-2';
const docker = new Docker();
const quiet = { info: () => {}, error: (message: string, cause?: unknown) => t.comment(message, String(cause)) };

/** EFS with one file system, `fs-1`, its access point `fsap-1`, and `fs-2`, which no zone can mount. */
function withFileSystems(rest: CallAws): CallAws {
  return async (service, operation, input) => {
    if (service !== 'elasticfilesystem') return rest(service, operation, input);
    if (operation === 'DescribeMountTargets') {
      if (input.FileSystemId === 'fs-2') return { MountTargets: [] };
      if (input.FileSystemId !== 'fs-1') throw new AwsError('FileSystemNotFound', 'none', 404);
      return { MountTargets: [{ MountTargetId: 'fsmt-1' }] };
    }
    if (input.AccessPointId !== 'fsap-1') throw new AwsError('AccessPointNotFound', 'none', 404);
    const CreationInfo = { OwnerUid: 1234, OwnerGid: 4321, Permissions: '0750' };
    return { AccessPoints: [{ FileSystemId: 'fs-1', RootDirectory: { Path: '/state', CreationInfo } }] };
  };
}

t.test('volumes', async (t) => {
  const racks = [RACK, OTHER];
  for (const rack of racks) await clean(rack);
  const open = (rack: string) => openEcs(config(rack), withFileSystems(createBalancer().call), quiet, 0);
  const one = open(RACK);
  const two = open(OTHER);
  for (const rack of [one, two]) {
    await rack.ecs.start();
    await rack.call('CreateCluster', { clusterName: 'c' });
  }
  t.teardown(async () => {
    for (const rack of [one, two]) await rack.ecs.stop();
    for (const rack of racks) await clean(rack);
  });

  const run = async (script: string, volumes: Input[], { rack = one, container = {} as Input } = {}) => {
    const mountPoints = volumes.map(({ name }) => ({ sourceVolume: name, containerPath: `/mnt/${name}` }));
    const own = { command: ['sh', '-c', script], mountPoints, ...container };
    await rack.call('RegisterTaskDefinition', definition('job', own, { volumes }));
    const { tasks } = await rack.call('RunTask', { cluster: 'c', taskDefinition: 'job' });
    return until(async () => {
      const [task] = (await rack.call('DescribeTasks', { cluster: 'c', tasks: [tasks[0].taskArn] })).tasks;
      return task.lastStatus === 'STOPPED' ? task : undefined;
    });
  };
  const ended = (code: number) => ({ containers: [{ exitCode: code }] });
  const named = async () => {
    const filters = JSON.stringify({ label: [`io.rack.rack=${RACK}`] });
    return (await docker.listVolumes({ filters })).Volumes ?? [];
  };
  const shared = {
    name: 'positions',
    dockerVolumeConfiguration: { scope: 'shared', autoprovision: true, labels: { 'rack.name': 'x' } },
  };

  await t.test('of the host are its own paths, read-only where told', async (t) => {
    const volumes = [{ name: 'etc', host: { sourcePath: '/etc' } }];
    const mountPoints = [{ sourceVolume: 'etc', containerPath: '/host', readOnly: true }];
    const script = 'test -e /host/passwd && ! touch /host/x 2>/dev/null && exit 7';
    t.match(await run(script, volumes, { container: { mountPoints } }), ended(7));
  });

  await t.test('that are shared outlive their task, and belong to one rack', async (t) => {
    t.match(await run('echo here > /mnt/positions/file; exit 7', [shared]), ended(7));
    t.match(await run('test "$(cat /mnt/positions/file)" = here && exit 7', [shared]), ended(7));
    t.match(await run('test -e /mnt/positions/file || exit 7', [shared], { rack: two }), ended(7));
    const [volume] = await named();
    t.match(volume, { Name: `rack-${RACK}.positions`, Labels: { 'rack.name': 'x', 'io.rack.rack': RACK } });
  });

  await t.test('of a task go with it', async (t) => {
    const volumes = [{ name: 'scratch', dockerVolumeConfiguration: { driver: 'local' } }, { name: 'bare' }];
    t.match(await run('touch /mnt/scratch/x /mnt/bare/x && exit 7', volumes), ended(7));
    t.match(await run('test -e /mnt/scratch/x || test -e /mnt/bare/x || exit 7', volumes), ended(7));
    await until(async () => ((await named()).length === 1 ? true : undefined));
  });

  await t.test('of EFS are mounted by their access point', async (t) => {
    const state = {
      name: 'state',
      efsVolumeConfiguration: {
        fileSystemId: 'fs-1',
        transitEncryption: 'ENABLED',
        authorizationConfig: { accessPointId: 'fsap-1', iam: 'DISABLED' },
      },
    };
    t.match(await run('echo kept > /mnt/state/db; exit 7', [state], { container: { user: '1234:4321' } }), ended(7));
    const volume = (await named()).find(({ Name }) => Name.includes('fsap-1'));
    const path = volume?.Mountpoint ?? '';
    t.match(volume?.Labels, { 'io.rack.rack': RACK });
    t.equal(readFileSync(`${path}/db`, 'utf8'), 'kept\n');
    t.match(statSync(path), { uid: 1234, gid: 4321 });
  });

  await t.test('that cannot be had stop the task', async (t) => {
    const efs = (fileSystemId: string, accessPointId?: string) => [
      {
        name: 'state',
        efsVolumeConfiguration: {
          fileSystemId,
          transitEncryption: 'ENABLED',
          ...(accessPointId && { authorizationConfig: { accessPointId } }),
        },
      },
    ];
    const failed = (stoppedReason: RegExp) => ({ stopCode: 'TaskFailedToStart', stoppedReason });
    const unresolved =
      /^ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve "fs-\d\.efs/;
    t.match(await run('exit 7', efs('fs-2')), failed(unresolved));
    t.match(await run('exit 7', efs('fs-3')), failed(unresolved));
    t.match(
      await run('exit 7', efs('fs-1', 'fsap-2')),
      failed(/^ResourceInitializationError: .*fs-1 has no access point fsap-2/),
    );
    const absent = [{ name: 'absent', dockerVolumeConfiguration: { scope: 'shared' } }];
    t.match(await run('exit 7', absent), failed(/^ResourceInitializationError: .*autoprovision is not set/));
  });

  await t.test('that cannot be are refused', async (t) => {
    const refused = async (volume: Input, message: RegExp) => {
      const family = definition('job', {}, { volumes: [{ name: 'v', ...volume }] });
      await t.rejects(one.call('RegisterTaskDefinition', family), {
        code: 'ClientException',
        message,
      });
    };
    const taskScoped = { scope: 'task', autoprovision: false };
    await refused({ dockerVolumeConfiguration: taskScoped }, /^When 'scope' parameter is 'task', 'autoprovision' must/);
    await refused({ dockerVolumeConfiguration: { scope: 'rack' } }, /must be task or shared/);
    await refused({ host: { sourcePath: '/x' }, dockerVolumeConfiguration: {} }, /must have only one of/);
    const efs = { fileSystemId: 'fs-1' };
    await refused({ efsVolumeConfiguration: { ...efs, rootDirectory: '/x' } }, /name an access point/);
    const point = { authorizationConfig: { accessPointId: 'fsap-1' } };
    await refused({ efsVolumeConfiguration: { ...efs, ...point } }, /Transit encryption must be enabled/);
    await refused(
      { efsVolumeConfiguration: { ...efs, ...point, rootDirectory: '/x' } },
      /must either be omitted or set to \//,
    );
    await refused({ fsxWindowsFileServerVolumeConfiguration: {} }, /is not served/);
    await refused({ name: 'a.b' }, /invalid characters/);
  });

  await t.test('of the machine go with the last cluster', async (t) => {
    await one.call('CreateCluster', { clusterName: 'other' });
    await one.call('DeleteCluster', { cluster: 'c' });
    await one.call('CreateCluster', { clusterName: 'c' });
    t.match(await run('test "$(cat /mnt/positions/file)" = here && exit 7', [shared]), ended(7), 'not before');
    for (const cluster of ['c', 'other']) await one.call('DeleteCluster', { cluster });
    const left = await until(async () => {
      const names = (await named()).map(({ Name }) => Name);
      return names.some((name) => name.endsWith('.positions')) ? undefined : names;
    });
    t.ok(
      left.some((name) => name.includes('fsap-1')),
      'those of file systems stay: they are not of the machine',
    );
  });
});
