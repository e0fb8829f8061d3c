import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import t from 'tap';
import { projectRoot } from '../../../../lib/root.ts';
import { createAutoScaling } from '../../../../local/autoscaling/service.ts';
import { createCloudFormation } from '../../../../local/cloudformation/service.ts';
import { parseYaml } from '../../../../local/cloudformation/template/yaml.ts';
import { RACK_LABEL } from '../../../../local/config.ts';
import { volumeName } from '../../../../local/docker/volumes.ts';
import { createEc2 } from '../../../../local/ec2/service.ts';
import { createEfs } from '../../../../local/efs/service.ts';
import type { Input } from '../../../../local/endpoint/service.ts';
import { createIam } from '../../../../local/iam/service.ts';
import { createLogs } from '../../../../local/logs/service.ts';
import { createSecretsManager } from '../../../../local/secretsmanager/service.ts';
import { createSsm } from '../../../../local/ssm/service.ts';
import { serve } from '../endpoint/serve.ts';

const RACK = 'test-inert';
const docker = new Docker();
const filters = JSON.stringify({ label: [`${RACK_LABEL}=${RACK}`] });
const volumes = async () => (await docker.listVolumes({ filters })).Volumes.map(({ Name }) => Name).sort();

/** The types of rack.yml whose resources only stand around its cluster. */
const TYPES = /^AWS::(EC2|EFS|AutoScaling|Logs|SecretsManager)::|^AWS::IAM::(InstanceProfile|ManagedPolicy)$/;

/** The part of rack.yml that is made of those, with the role of its instances, which a policy of the part now bounds. */
function inertTemplate(): Input {
  const template = parseYaml(readFileSync(join(projectRoot, 'templates', 'rack.yml'), 'utf8')) as Input;
  const { InstanceRole, LaunchTemplate, ...others } = template.Resources;
  const kept = Object.entries<Input>(others).filter(([, { Type }]) => TYPES.test(Type));
  const PermissionsBoundary = { 'Fn::If': ['HasBoundary', { Ref: 'PermissionsBoundary' }, { Ref: 'AppBoundary' }] };
  // What names the cluster is left out with it.
  InstanceRole.Properties = { ...InstanceRole.Properties, Policies: [], PermissionsBoundary };
  LaunchTemplate.Properties.LaunchTemplateData.UserData = '';
  const Resources = { InstanceRole, LaunchTemplate, ...Object.fromEntries(kept) };
  return { ...template, Resources, Outputs: {} };
}

const EVERYTHING = {
  Domain: 'localhost',
  Placement: 'Private',
  NatGateways: 'PerZone',
  Zones: '3',
  InterfaceEndpoints: 'Yes',
  SpareInstanceType: 't3a.medium',
};

t.test('the inert part of rack.yml is made, changed in place, and taken away', async (t) => {
  for (const name of await volumes()) await docker.getVolume(name).remove();
  const log = { info: () => {}, error: (message: string, cause?: unknown) => console.error(message, cause) };
  const { callAws, close } = await serve({ rack: RACK, home: t.testdir() }, [
    createIam,
    createEc2,
    createAutoScaling,
    createEfs,
    createLogs,
    createSecretsManager,
    createSsm,
    (deps) => createCloudFormation({ ...deps, log }),
  ]);
  t.teardown(async () => {
    await close();
    for (const name of await volumes()) await docker.getVolume(name).remove();
  });
  const stacks = (operation: string, input: Input) => callAws('cloudformation', operation, input);
  const TemplateBody = JSON.stringify(inertTemplate());
  const input = (values: Record<string, string>) => ({
    StackName: RACK,
    TemplateBody,
    Capabilities: ['CAPABILITY_IAM'],
    Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
  });
  const rests = async (StackName: string, status: string) => {
    for (;;) {
      const [{ StackStatus }] = (await stacks('DescribeStacks', { StackName })).Stacks;
      if (StackStatus === status) return;
      if (!StackStatus.endsWith('_IN_PROGRESS')) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const { StackEvents } = await stacks('DescribeStackEvents', { StackName });
    throw new Error(StackEvents.map((one: Input) => `${one.LogicalResourceId} ${one.ResourceStatusReason}`).join('\n'));
  };
  const ids = async (): Promise<Record<string, string>> => {
    const { StackResourceSummaries } = await stacks('ListStackResources', { StackName: RACK });
    return Object.fromEntries(
      StackResourceSummaries.map((one: Input) => [one.LogicalResourceId, one.PhysicalResourceId]),
    );
  };
  const group = async () => (await callAws('autoscaling', 'DescribeAutoScalingGroups', {})).AutoScalingGroups[0];

  await stacks('CreateStack', input(EVERYTHING));
  await rests(RACK, 'CREATE_COMPLETE');
  const made = await ids();

  await t.test('with what the others look for', async (t) => {
    const { NatGateways } = await callAws('ec2', 'DescribeNatGateways', {});
    t.equal(NatGateways.length, 3);
    const { RouteTables } = await callAws('ec2', 'DescribeRouteTables', { RouteTableIds: [made.PrivateRouteTable3] });
    t.match(RouteTables[0].Routes, [{}, { NatGatewayId: made.NatGateway3 }, { GatewayId: made.S3Endpoint }]);
    t.equal((await callAws('ec2', 'DescribeVpcEndpoints', {})).VpcEndpoints.length, 6);
    t.match(await group(), {
      AutoScalingGroupName: made.Instances,
      MinSize: 2,
      NewInstancesProtectedFromScaleIn: true,
      Instances: [{ ProtectedFromScaleIn: true, LaunchTemplate: { Version: '1' } }],
      Tags: [{ Key: 'Name', Value: RACK, PropagateAtLaunch: true }, { Key: 'AmazonECSManaged' }],
    });
    const { Role } = await callAws('iam', 'GetRole', { RoleName: made.InstanceRole });
    t.equal(Role.PermissionsBoundary.PermissionsBoundaryArn, made.AppBoundary);
    await t.rejects(callAws('iam', 'DeletePolicy', { PolicyArn: made.AppBoundary }), { code: 'DeleteConflict' });
    const { logGroups } = await callAws('logs', 'DescribeLogGroups', {});
    t.match(logGroups, [{ logGroupName: made.LogGroup, retentionInDays: 30 }]);
    const { SecretString } = await callAws('secretsmanager', 'GetSecretValue', { SecretId: made.ServerKey });
    t.match(SecretString, /^\S{32,}$/);
  });

  await t.test('with a file system whose access point is a volume of its owner', async (t) => {
    const [FileSystemId, AccessPointId] = [made.FileSystem as string, made.StateAccess as string];
    const { AccessPoints } = await callAws('elasticfilesystem', 'DescribeAccessPoints', { AccessPointId });
    const { CreationInfo } = AccessPoints[0].RootDirectory;
    const { MountTargets } = await callAws('elasticfilesystem', 'DescribeMountTargets', { FileSystemId });
    t.equal(MountTargets.length, 3);
    t.same(await volumes(), [volumeName(RACK, FileSystemId), volumeName(RACK, FileSystemId, AccessPointId)]);
    const { uid, gid, mode } = await stat(
      (await docker.getVolume(volumeName(RACK, FileSystemId, AccessPointId)).inspect()).Mountpoint,
    );
    const { OwnerUid, OwnerGid, Permissions } = CreationInfo;
    t.same([uid, gid, mode & 0o777], [OwnerUid, OwnerGid, Number.parseInt(Permissions, 8)]);
    const backups = await callAws('elasticfilesystem', 'DescribeBackupPolicy', { FileSystemId });
    t.equal(backups.BackupPolicy.Status, 'ENABLED');
  });

  await t.test('an update makes a new version of the launch template and replaces nothing', async (t) => {
    const changed = { InstanceType: 't3.large', MinInstances: '3', Backups: 'No', LogRetentionDays: '7' };
    await stacks('UpdateStack', input({ ...EVERYTHING, ...changed }));
    await rests(RACK, 'UPDATE_COMPLETE');
    t.same(await ids(), made);
    const specification = { LaunchTemplateId: made.LaunchTemplate, Version: '2' };
    t.match(await group(), {
      MinSize: 3,
      DesiredCapacity: 3,
      MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: specification } },
    });
    const { LaunchTemplates } = await callAws('ec2', 'DescribeLaunchTemplates', {});
    t.match(LaunchTemplates, [{ LatestVersionNumber: 2, DefaultVersionNumber: 1 }]);
  });

  await t.test('instances that could not be replaced one by one are refused', async (t) => {
    await stacks('UpdateStack', input({ ...EVERYTHING, InstanceType: 't3.small', MinInstances: '6' }));
    await rests(RACK, 'UPDATE_ROLLBACK_COMPLETE');
    t.equal((await group()).MinSize, 3);
  });

  await t.test('fewer zones and no endpoints take away what was theirs', async (t) => {
    await stacks('UpdateStack', input({ ...EVERYTHING, Zones: '2', NatGateways: 'One', InterfaceEndpoints: 'No' }));
    await rests(RACK, 'UPDATE_COMPLETE');
    t.equal((await callAws('ec2', 'DescribeNatGateways', {})).NatGateways.length, 1);
    t.equal((await callAws('ec2', 'DescribeAddresses', {})).Addresses.length, 1);
    t.equal((await callAws('ec2', 'DescribeVpcEndpoints', {})).VpcEndpoints.length, 1);
    t.equal((await callAws('ec2', 'DescribeSubnets', {})).Subnets.length, 4);
  });

  await t.test('it is deleted when the instance may go', async (t) => {
    const { StackId } = (await stacks('DescribeStacks', { StackName: RACK })).Stacks[0];
    await stacks('DeleteStack', { StackName: RACK });
    while ((await group()).DesiredCapacity > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const { AutoScalingGroupName, Instances } = await group();
    t.equal(Instances.length, 1, 'protected from scaling in, it stays');
    const InstanceIds = Instances.map((one: Input) => one.InstanceId);
    const protection = { AutoScalingGroupName, InstanceIds, ProtectedFromScaleIn: false };
    await callAws('autoscaling', 'SetInstanceProtection', protection);
    await rests(StackId, 'DELETE_COMPLETE');
    for (const [operation, list] of [
      ['DescribeVpcs', 'Vpcs'],
      ['DescribeAddresses', 'Addresses'],
      ['DescribeLaunchTemplates', 'LaunchTemplates'],
      ['DescribeNetworkInterfaces', 'NetworkInterfaces'],
    ] as const) {
      t.same((await callAws('ec2', operation, {}))[list], [], list);
    }
    t.same((await callAws('elasticfilesystem', 'DescribeFileSystems', {})).FileSystems, []);
    t.same(await volumes(), []);
  });
});
