import { stat } from 'node:fs/promises';
import Docker from 'dockerode';
import t from 'tap';
import { run } from '../../../../lib/run.ts';
import { RACK_LABEL } from '../../../../local/config.ts';
import { volumeName } from '../../../../local/docker/volumes.ts';
import { createEc2 } from '../../../../local/ec2/service.ts';
import { createEfs } from '../../../../local/efs/service.ts';
import type { Input } from '../../../../local/endpoint/service.ts';
import { REGION, serve } from '../endpoint/serve.ts';

const RACK = 'test-efs';
const IMAGE = process.env.RACK_BASE_IMAGE ?? 'rack/debian:bookworm';
const docker = new Docker();
const filters = { label: [`${RACK_LABEL}=${RACK}`] };

async function clean(): Promise<void> {
  const containers = await docker.listContainers({ all: true, filters });
  await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true })));
  for (const name of await volumes()) await docker.getVolume(name).remove();
}

async function volumes(): Promise<string[]> {
  const { Volumes } = await docker.listVolumes({ filters: JSON.stringify(filters) });
  return Volumes.map(({ Name }) => Name).sort();
}

/** EFS and the EC2 that it needs; `aws` runs the stock command line and answers what it printed. */
async function open(home: string) {
  const served = await serve({ rack: RACK, home }, [createEc2, createEfs]);
  const env = {
    AWS_ENDPOINT_URL: served.client.endpoint,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: served.client.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: served.client.credentials.secretAccessKey,
    AWS_MAX_ATTEMPTS: '1',
  };
  const aws = async (...args: string[]): Promise<Input> => {
    const { stdout } = await run(['aws', '--output', 'json', ...args], { env });
    return stdout === '' ? {} : JSON.parse(stdout);
  };
  return {
    aws,
    ec2: (operation: string, input: Input) => served.callAws('ec2', operation, input),
    close: served.close,
  };
}

/** What the command line prints of an error. */
const refusal = (code: string, operation: string) => ({
  message: new RegExp(`An error occurred \\(${code}\\) when calling the ${operation} operation`),
});

t.test('the stock command line makes file systems, which are volumes of this machine', async (t) => {
  await clean();
  const { aws, ec2, close } = await open(t.testdir());
  t.teardown(async () => {
    await close();
    await clean();
  });

  const { VpcId } = (await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc;
  const { SubnetId } = (await ec2('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' })).Subnet;
  const { GroupId } = await ec2('CreateSecurityGroup', { VpcId, GroupName: 'g', Description: 'd' });
  const create = [
    'efs',
    'create-file-system',
    '--creation-token',
    'one',
    '--encrypted',
    '--throughput-mode',
    'elastic',
  ];
  const { FileSystemId: id, ...made } = await aws(...create, '--backup', '--tags', 'Key=Name,Value=state');

  await t.test('file systems', async (t) => {
    t.match(made, { LifeCycleState: 'available', Name: 'state', ThroughputMode: 'elastic', Encrypted: true });
    t.match(made.FileSystemArn, new RegExp(`^arn:aws:elasticfilesystem:${REGION}:.*:file-system/${id}$`));
    await t.rejects(aws(...create), refusal('FileSystemAlreadyExists', 'CreateFileSystem'));
    const nothing = ['efs', 'describe-file-systems', '--file-system-id', 'fs-00000000'];
    await t.rejects(aws(...nothing), refusal('FileSystemNotFound', 'DescribeFileSystems'));
    t.match(await aws('efs', 'describe-file-systems', '--creation-token', 'one'), {
      FileSystems: [{ FileSystemId: id, NumberOfMountTargets: 0 }],
    });
    t.match(await aws('efs', 'describe-backup-policy', '--file-system-id', id), {
      BackupPolicy: { Status: 'ENABLED' },
    });
    const bursting = ['efs', 'update-file-system', '--file-system-id', id, '--throughput-mode'];
    t.match(await aws(...bursting, 'bursting'), { ThroughputMode: 'bursting' });
    await t.rejects(aws(...bursting, 'provisioned'), refusal('BadRequest', 'UpdateFileSystem'));
    const lifecycle = ['efs', 'put-lifecycle-configuration', '--file-system-id', id, '--lifecycle-policies'];
    t.match(await aws(...lifecycle, 'TransitionToIA=AFTER_30_DAYS'), { LifecyclePolicies: [{}] });
    t.same(await volumes(), [volumeName(RACK, id)]);
  });

  await t.test('mount targets', async (t) => {
    const target = ['efs', 'create-mount-target', '--file-system-id', id, '--subnet-id'];
    const { MountTargetId, ...made } = await aws(...target, SubnetId, '--security-groups', GroupId);
    t.match(made, { IpAddress: '10.0.1.4', AvailabilityZoneName: `${REGION}a`, LifeCycleState: 'available' });
    await t.rejects(aws(...target, SubnetId), refusal('MountTargetConflict', 'CreateMountTarget'));
    await t.rejects(aws(...target, 'subnet-00000000'), refusal('SubnetNotFound', 'CreateMountTarget'));
    const groups = ['efs', 'describe-mount-target-security-groups', '--mount-target-id', MountTargetId];
    t.same(await aws(...groups), { SecurityGroups: [GroupId] });
    await t.rejects(ec2('DeleteSubnet', { SubnetId }), { code: 'DependencyViolation' });
    const remove = ['efs', 'delete-file-system', '--file-system-id', id];
    await t.rejects(aws(...remove), refusal('FileSystemInUse', 'DeleteFileSystem'));
    await aws('efs', 'delete-mount-target', '--mount-target-id', MountTargetId);
    t.same((await aws('efs', 'describe-mount-targets', '--file-system-id', id)).MountTargets, []);
    await ec2('DeleteSubnet', { SubnetId });
  });

  await t.test(
    'access points are volumes of the owner that they name, kept until their file system goes',
    async (t) => {
      const root = 'Path=/server,CreationInfo={OwnerUid=1234,OwnerGid=4321,Permissions=0750}';
      const point = [
        'efs',
        'create-access-point',
        '--file-system-id',
        id,
        '--client-token',
        'p',
        '--root-directory',
        root,
      ];
      const { AccessPointId, ...made } = await aws(...point, '--posix-user', 'Uid=1234,Gid=4321');
      t.match(made, { LifeCycleState: 'available', RootDirectory: { Path: '/server' }, PosixUser: { Uid: 1234 } });
      await t.rejects(aws(...point), refusal('AccessPointAlreadyExists', 'CreateAccessPoint'));
      const name = volumeName(RACK, id, AccessPointId);
      t.same(await volumes(), [volumeName(RACK, id), name]);
      const { uid, gid, mode } = await stat((await docker.getVolume(name).inspect()).Mountpoint);
      t.same([uid, gid, (mode & 0o7777).toString(8)], [1234, 4321, '750']);

      const arn = `arn:aws:elasticfilesystem:${REGION}:000000000000:access-point/${AccessPointId}`;
      await aws('efs', 'tag-resource', '--resource-id', arn, '--tags', 'Key=a,Value=1', 'Key=b,Value=2');
      await aws('efs', 'untag-resource', '--resource-id', arn, '--tag-keys', 'a');
      t.same((await aws('efs', 'list-tags-for-resource', '--resource-id', AccessPointId)).Tags, [
        { Key: 'b', Value: '2' },
      ]);

      const Mounts = [{ Type: 'volume' as const, Source: name, Target: '/data' }];
      const options = { Image: IMAGE, Labels: { [RACK_LABEL]: RACK }, HostConfig: { Mounts } };
      const container = await docker.createContainer({ ...options, Cmd: ['sleep', '1000'] });
      await container.start();
      await aws('efs', 'delete-access-point', '--access-point-id', AccessPointId);
      t.same((await aws('efs', 'describe-access-points', '--file-system-id', id)).AccessPoints, []);
      t.equal((await volumes()).length, 2);
      const remove = ['efs', 'delete-file-system', '--file-system-id', id];
      await t.rejects(aws(...remove), { message: /FileSystemInUse.*running containers have mounted it/s });
      await container.kill();
      await aws(...remove);
      t.same(await volumes(), []);
      t.same((await aws('efs', 'describe-file-systems')).FileSystems, []);
    },
  );

  await t.test('what is not served is said so', async (t) => {
    const replication = ['efs', 'create-replication-configuration', '--source-file-system-id', id];
    const destination = ['--destinations', 'Region=us-east-2'];
    const refused = refusal('UnknownOperationException', 'CreateReplicationConfiguration');
    await t.rejects(aws(...replication, ...destination), refused);
  });
});
