import { join } from 'node:path';
import t from 'tap';
import { createAutoScaling } from '../../../../local/autoscaling/service.ts';
import { instanceId } from '../../../../local/config.ts';
import { createEc2 } from '../../../../local/ec2/service.ts';
import { createRegistry } from '../../../../local/endpoint/registry.ts';
import type { Input } from '../../../../local/endpoint/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';
import { newPlace } from '../place.ts';

const config = newPlace();
const database = openDatabase(join(config.home, 'local.db'));
t.teardown(() => database.close());
const { add, callAws } = createRegistry();
add(createEc2({ config, database }));
add(createAutoScaling({ config, database, callAws }));
const call = (operation: string, input: Input = {}): Promise<Input> => callAws('autoscaling', operation, input);
const machine = instanceId(config);

const { VpcId } = (await callAws('ec2', 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc;
const { SubnetId } = (await callAws('ec2', 'CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' })).Subnet;
const template = { LaunchTemplateName: 'instances', LaunchTemplateData: { InstanceType: 't3.small' } };
const { LaunchTemplateId } = (await callAws('ec2', 'CreateLaunchTemplate', template)).LaunchTemplate;

const group = (AutoScalingGroupName: string, more: Input = {}) => ({
  AutoScalingGroupName,
  MinSize: '1',
  MaxSize: '3',
  VPCZoneIdentifier: SubnetId,
  MixedInstancesPolicy: {
    LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId, Version: '1' }, Overrides: [] },
  },
  ...more,
});
const describe = async (name: string) =>
  (await call('DescribeAutoScalingGroups', { AutoScalingGroupNames: [name] })).AutoScalingGroups[0];

t.test('this machine is the instance of the first group that wants one', async (t) => {
  await call('CreateAutoScalingGroup', group('a', { NewInstancesProtectedFromScaleIn: 'true' }));
  await call('CreateAutoScalingGroup', group('b', { DesiredCapacity: 2 }));
  t.match(await describe('a'), {
    DesiredCapacity: 1,
    AvailabilityZones: [`${config.region}a`],
    Instances: [{ InstanceId: machine, ProtectedFromScaleIn: true, LifecycleState: 'InService' }],
  });
  t.match(await describe('b'), { DesiredCapacity: 2, Instances: [] });
  const { AutoScalingGroupARN } = await describe('a');
  t.match(await describe(AutoScalingGroupARN), { AutoScalingGroupName: 'a' });
});

t.test('protection from scaling in holds the instance, the instance its group', async (t) => {
  const AutoScalingGroupName = 'a';
  const none = { AutoScalingGroupName, MinSize: 0, MaxSize: 0, DesiredCapacity: 0 };
  await t.rejects(call('DeleteAutoScalingGroup', { AutoScalingGroupName }), { code: 'ResourceInUse' });
  await call('UpdateAutoScalingGroup', none);
  t.match(await describe('a'), { DesiredCapacity: 0, Instances: [{ InstanceId: machine }] });
  const protection = { InstanceIds: [machine], ProtectedFromScaleIn: false };
  await t.rejects(call('SetInstanceProtection', { AutoScalingGroupName: 'b', ...protection }), {
    message: `The instance ${machine} is not part of Auto Scaling group b.`,
  });
  await call('SetInstanceProtection', { AutoScalingGroupName, ...protection });
  t.strictSame((await describe('a')).Instances, []);
  await call('DeleteAutoScalingGroup', { AutoScalingGroupName });
  t.match(await describe('b'), { Instances: [{ InstanceId: machine }] }, 'the machine goes to the next group');
  await call('DeleteAutoScalingGroup', { AutoScalingGroupName: 'b', ForceDelete: 'true' });
  t.strictSame((await call('DescribeAutoScalingInstances')).AutoScalingInstances, []);
});

t.test('sizes, subnets and launch templates are checked', async (t) => {
  const refused = (more: Input, message: RegExp) =>
    t.rejects(call('CreateAutoScalingGroup', group('c', more)), { code: 'ValidationError', message });
  await refused({ MinSize: 5 }, /Max bound, 3, must be greater than or equal to min bound, 5/);
  await refused({ DesiredCapacity: 4 }, /Desired capacity:4 must be between the specified min size:1 and max size:3/);
  await refused({ VPCZoneIdentifier: 'subnet-1' }, /The subnet ID 'subnet-1' does not exist/);
  await refused({ VPCZoneIdentifier: undefined }, /At least one Availability Zone or VPC Subnet is required/);
  await refused({ MixedInstancesPolicy: undefined }, /must contain either LaunchTemplate/);
  const LaunchTemplate = { LaunchTemplateId: 'lt-1', Version: '1' };
  await refused({ MixedInstancesPolicy: undefined, LaunchTemplate }, /You must use a valid .* ID lt-1, does not exist/);
  await refused({ TargetGroupARNs: ['x'] }, /TargetGroupARNs is not supported by the local Auto Scaling/);
});

t.test('tags are set and taken away', async (t) => {
  await call('CreateAutoScalingGroup', group('d', { Tags: [{ Key: 'a', Value: '1', PropagateAtLaunch: 'true' }] }));
  await t.rejects(call('CreateAutoScalingGroup', group('d')), { code: 'AlreadyExists' });
  await call('CreateOrUpdateTags', { Tags: [{ ResourceId: 'd', Key: 'b', Value: '2' }] });
  await call('DeleteTags', { Tags: [{ ResourceId: 'd', Key: 'a' }] });
  t.strictSame((await call('DescribeTags', { Filters: [{ Name: 'auto-scaling-group', Values: ['d'] }] })).Tags, [
    { ResourceId: 'd', ResourceType: 'auto-scaling-group', Key: 'b', Value: '2', PropagateAtLaunch: false },
  ]);
});
