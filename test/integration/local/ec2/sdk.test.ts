import * as autoscaling from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import t from 'tap';
import { createAutoScaling } from '../../../../local/autoscaling/service.ts';
import { instanceId } from '../../../../local/config.ts';
import { createEc2 } from '../../../../local/ec2/service.ts';
import { serve } from '../endpoint/serve.ts';

t.test('the SDK reads what it wrote: the ways out of a private network', async (t) => {
  const { client, close } = await serve({ rack: 'test-ec2', home: t.testdir() }, [createEc2]);
  const sdk = new ec2.EC2Client(client);
  t.teardown(async () => {
    sdk.destroy();
    await close();
  });
  const { Vpc } = await sdk.send(new ec2.CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const VpcId = Vpc?.VpcId as string;
  const { InternetGateway } = await sdk.send(new ec2.CreateInternetGatewayCommand({}));
  const { InternetGatewayId } = InternetGateway ?? {};
  await sdk.send(new ec2.AttachInternetGatewayCommand({ VpcId, InternetGatewayId }));
  const { Subnet } = await sdk.send(new ec2.CreateSubnetCommand({ VpcId, CidrBlock: '10.0.1.0/24' }));
  const SubnetId = Subnet?.SubnetId as string;
  const { RouteTable } = await sdk.send(new ec2.CreateRouteTableCommand({ VpcId }));
  const RouteTableId = RouteTable?.RouteTableId as string;

  const TagSpecifications = [{ ResourceType: 'elastic-ip' as const, Tags: [{ Key: 'a', Value: '1' }] }];
  const { AllocationId, PublicIp } = await sdk.send(
    new ec2.AllocateAddressCommand({ Domain: 'vpc', TagSpecifications }),
  );
  const { NatGateway } = await sdk.send(new ec2.CreateNatGatewayCommand({ SubnetId, AllocationId }));
  const { NatGatewayId } = NatGateway ?? {};
  const NatGatewayIds = [NatGatewayId as string];
  await ec2.waitUntilNatGatewayAvailable({ client: sdk, maxWaitTime: 30 }, { NatGatewayIds });
  const Filter = [{ Name: 'vpc-id', Values: [VpcId] }];
  const { NatGateways } = await sdk.send(new ec2.DescribeNatGatewaysCommand({ Filter }));
  t.match(NatGateways, [{ NatGatewayId, NatGatewayAddresses: [{ AllocationId, PublicIp }] }]);
  const Filters = [{ Name: 'tag:a', Values: ['1'] }];
  const { Addresses } = await sdk.send(new ec2.DescribeAddressesCommand({ Filters }));
  t.match(Addresses, [{ AllocationId, PublicIp, Tags: [{ Key: 'a' }], AssociationId: /^eipassoc-/ }]);
  await sdk.send(new ec2.CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId }));

  const service = { VpcId, ServiceName: `com.amazonaws.${client.region}.s3` };
  const { VpcEndpoint } = await sdk.send(
    new ec2.CreateVpcEndpointCommand({ ...service, RouteTableIds: [RouteTableId] }),
  );
  const { VpcEndpointId } = VpcEndpoint ?? {};
  const { RouteTables } = await sdk.send(new ec2.DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }));
  t.match(RouteTables?.[0]?.Routes, [{}, { NatGatewayId }, { GatewayId: VpcEndpointId }]);
  const modification = { VpcEndpointId, RemoveRouteTableIds: [RouteTableId] };
  await sdk.send(new ec2.ModifyVpcEndpointCommand(modification));
  const inside = { ...service, VpcEndpointType: 'Interface' as const, PrivateDnsEnabled: false, SubnetIds: [SubnetId] };
  await sdk.send(new ec2.CreateVpcEndpointCommand(inside));
  const { VpcEndpoints } = await sdk.send(new ec2.DescribeVpcEndpointsCommand({}));
  t.match(VpcEndpoints, [
    { RouteTableIds: [], CreationTimestamp: Date },
    { SubnetIds: [SubnetId], Groups: [{ GroupName: 'default' }], NetworkInterfaceIds: [/^eni-/] },
  ]);
  const { NetworkInterfaces } = await sdk.send(new ec2.DescribeNetworkInterfacesCommand({}));
  t.match(NetworkInterfaces, [
    { InterfaceType: 'nat_gateway', PrivateIpAddress: '10.0.1.4' },
    { InterfaceType: 'vpc_endpoint', PrivateIpAddress: '10.0.1.5', Groups: [{ GroupName: 'default' }] },
  ]);
  const ids = VpcEndpoints?.map((one) => one.VpcEndpointId as string);
  t.match(await sdk.send(new ec2.DeleteVpcEndpointsCommand({ VpcEndpointIds: ids })), { Unsuccessful: [] });
  await t.rejects(sdk.send(new ec2.ReleaseAddressCommand({ AllocationId })), { name: 'InvalidIPAddress.InUse' });
  await sdk.send(new ec2.DeleteNatGatewayCommand({ NatGatewayId }));
  await ec2.waitUntilNatGatewayDeleted({ client: sdk, maxWaitTime: 30 }, { NatGatewayIds });
  await sdk.send(new ec2.ReleaseAddressCommand({ AllocationId }));
  await sdk.send(new ec2.DeleteSubnetCommand({ SubnetId }));
});

t.test('the SDK reads what it wrote: launch templates and groups', async (t) => {
  const { config, client, close } = await serve({ rack: 'test-ec2', home: t.testdir() }, [
    createEc2,
    createAutoScaling,
  ]);
  const sdk = new ec2.EC2Client(client);
  const groups = new autoscaling.AutoScalingClient(client);
  t.teardown(async () => {
    sdk.destroy();
    groups.destroy();
    await close();
  });
  const { Vpc } = await sdk.send(new ec2.CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const { Subnet } = await sdk.send(new ec2.CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.0.1.0/24' }));
  const LaunchTemplateName = 'instances';
  const LaunchTemplateData = {
    InstanceType: 't3.medium' as const,
    NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true, Groups: ['sg-1'] }],
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 50, Encrypted: true } }],
    TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'a', Value: '1' }] }],
    SecurityGroupIds: ['sg-2'],
  };
  const { LaunchTemplate } = await sdk.send(
    new ec2.CreateLaunchTemplateCommand({ LaunchTemplateName, LaunchTemplateData }),
  );
  const input = { LaunchTemplateName, Versions: ['$Latest'] };
  const { LaunchTemplateVersions } = await sdk.send(new ec2.DescribeLaunchTemplateVersionsCommand(input));
  t.match(LaunchTemplateVersions, [{ VersionNumber: 1, DefaultVersion: true, LaunchTemplateData }]);
  await sdk.send(new ec2.CreateLaunchTemplateVersionCommand({ ...input, LaunchTemplateData, SourceVersion: '1' }));
  await sdk.send(new ec2.ModifyLaunchTemplateCommand({ LaunchTemplateName, DefaultVersion: '2' }));
  const { LaunchTemplates } = await sdk.send(new ec2.DescribeLaunchTemplatesCommand({}));
  t.match(LaunchTemplates, [{ LaunchTemplateName, DefaultVersionNumber: 2, LatestVersionNumber: 2 }]);

  const { LaunchTemplateId } = LaunchTemplate ?? {};
  const MixedInstancesPolicy = {
    LaunchTemplate: {
      LaunchTemplateSpecification: { LaunchTemplateId, Version: '2' },
      Overrides: [{ InstanceType: 't3.medium' }, { InstanceType: 't3a.medium' }],
    },
    InstancesDistribution: { OnDemandBaseCapacity: 1 },
  };
  const AutoScalingGroupName = 'instances';
  const sizes = { MinSize: 1, MaxSize: 2, NewInstancesProtectedFromScaleIn: true };
  const Tags = [{ Key: 'a', Value: '1', PropagateAtLaunch: true }];
  const made = { AutoScalingGroupName, ...sizes, VPCZoneIdentifier: Subnet?.SubnetId, MixedInstancesPolicy, Tags };
  await groups.send(new autoscaling.CreateAutoScalingGroupCommand(made));
  const Filters = [{ Name: 'tag:a', Values: ['1'] }];
  const { AutoScalingGroups } = await groups.send(new autoscaling.DescribeAutoScalingGroupsCommand({ Filters }));
  const InstanceId = instanceId(config);
  t.match(AutoScalingGroups, [
    {
      ...made,
      DesiredCapacity: 1,
      Instances: [{ InstanceId, ProtectedFromScaleIn: true, LaunchTemplate: { Version: '2' } }],
    },
  ]);
  const protection = { AutoScalingGroupName, InstanceIds: [InstanceId], ProtectedFromScaleIn: false };
  await groups.send(new autoscaling.SetInstanceProtectionCommand(protection));
  const none = { AutoScalingGroupName, MinSize: 0, MaxSize: 0, DesiredCapacity: 0 };
  await groups.send(new autoscaling.UpdateAutoScalingGroupCommand(none));
  await groups.send(new autoscaling.DeleteAutoScalingGroupCommand({ AutoScalingGroupName }));
});
