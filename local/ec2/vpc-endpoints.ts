import type { Config } from '../config.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { select } from './filters.ts';
import { addInterface, defaultGroup } from './network-interfaces.ts';
import { missing, type Network, newId, type VpcEndpoint } from './resources.ts';
import { tagsFor } from './tags.ts';

const OPEN_POLICY =
  '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}';

/** The services that a rack may want an endpoint of, by the end of their names; AWS knows many more. */
const SERVICES = new Set(
  `autoscaling cloudformation dynamodb ec2 ec2messages ecr.api ecr.dkr ecs ecs-agent ecs-telemetry elasticfilesystem
   elasticloadbalancing kinesis-streams kms logs monitoring s3 secretsmanager ssm ssmmessages sts`.split(/\s+/),
);
const GATEWAY_SERVICES = ['s3', 'dynamodb'];

/** The operations on VPC endpoints: gateways in route tables, interfaces in subnets. */
export function vpcEndpointOperations(network: Network, config: Config): Record<string, Operation> {
  const { endpoints, vpcs, subnets, routeTables, interfaces, securityGroups } = network;
  return {
    CreateVpcEndpoint(input) {
      const { VpcId } = vpcs.get(input.VpcId);
      const VpcEndpointId = newId('vpce');
      const VpcEndpointType = input.VpcEndpointType ?? 'Gateway';
      checkService(input.ServiceName, VpcEndpointType, config.region);
      const endpoint: VpcEndpoint = {
        VpcEndpointId,
        VpcEndpointType,
        VpcId,
        ServiceName: input.ServiceName,
        PolicyDocument: input.PolicyDocument ?? OPEN_POLICY,
        RouteTableIds: [],
        SubnetIds: [],
        Groups: [],
        PrivateDnsEnabled: false,
        NetworkInterfaceIds: [],
        CreationTimestamp: new Date().toISOString(),
        Tags: tagsFor(input, 'vpc-endpoint'),
      };
      const { RouteTableIds, SubnetIds, SecurityGroupIds } = input;
      // Private names are what an interface endpoint has unless it is told otherwise.
      const PrivateDnsEnabled = input.PrivateDnsEnabled ?? VpcEndpointType === 'Interface';
      const changed = change(endpoint, { RouteTableIds, SubnetIds, Groups: SecurityGroupIds, PrivateDnsEnabled });
      return { VpcEndpoint: describe(changed) };
    },
    DescribeVpcEndpoints(input) {
      for (const id of input.VpcEndpointIds ?? []) endpoints.get(id);
      return { VpcEndpoints: select(endpoints.list().map(describe), input.VpcEndpointIds, 'VpcEndpointId', input) };
    },
    ModifyVpcEndpoint(input) {
      const endpoint = endpoints.get(input.VpcEndpointId);
      const edited = (list: string[], noun: string) => [
        ...list.filter((id) => !input[`Remove${noun}`]?.includes(id) && !input[`Add${noun}`]?.includes(id)),
        ...(input[`Add${noun}`] ?? []),
      ];
      change(endpoint, {
        RouteTableIds: edited(endpoint.RouteTableIds, 'RouteTableIds'),
        SubnetIds: edited(endpoint.SubnetIds, 'SubnetIds'),
        Groups: edited(endpoint.Groups, 'SecurityGroupIds'),
        PrivateDnsEnabled: input.PrivateDnsEnabled ?? endpoint.PrivateDnsEnabled,
        PolicyDocument: policyOf(input) ?? endpoint.PolicyDocument,
      });
      return { Return: true };
    },
    DeleteVpcEndpoints({ VpcEndpointIds = [] }) {
      const [gone, there] = [false, true].map((is) => VpcEndpointIds.filter((id: string) => endpoints.has(id) === is));
      for (const id of there) {
        for (const eni of endpoints.get(id).NetworkInterfaceIds) interfaces.remove(eni);
        endpoints.remove(id);
      }
      return { Unsuccessful: gone.map(unsuccessful) };
    },
  };

  /** Gives an endpoint these members, checked, and a network interface in each of its subnets. */
  function change(endpoint: VpcEndpoint, wanted: Input): VpcEndpoint {
    const { RouteTableIds = [], SubnetIds = [], PolicyDocument = endpoint.PolicyDocument } = wanted;
    const { VpcEndpointId, VpcEndpointType, VpcId } = endpoint;
    const PrivateDnsEnabled = String(wanted.PrivateDnsEnabled) === 'true';
    const isInterface = VpcEndpointType === 'Interface';
    const Groups = wanted.Groups?.length || !isInterface ? (wanted.Groups ?? []) : [defaultGroup(network, VpcId)];
    checkKind(VpcEndpointType, { RouteTableIds, SubnetIds, Groups, PrivateDnsEnabled });
    for (const id of RouteTableIds) if (routeTables.get(id).VpcId !== VpcId) throw elsewhere('route table', id, VpcId);
    for (const id of SubnetIds) if (subnets.get(id).VpcId !== VpcId) throw elsewhere('subnet', id, VpcId);
    for (const id of Groups) if (securityGroups.get(id).VpcId !== VpcId) throw elsewhere('security group', id, VpcId);
    if (PrivateDnsEnabled) checkNames(endpoint);
    const NetworkInterfaceIds = changeInterfaces(endpoint, SubnetIds, Groups);
    const members = { RouteTableIds, SubnetIds, Groups, PrivateDnsEnabled, PolicyDocument, NetworkInterfaceIds };
    return endpoints.put(VpcEndpointId, { ...endpoint, ...members });
  }

  /** Adds and removes interfaces, so that there is one in each of the subnets; answers their ids. */
  function changeInterfaces(endpoint: VpcEndpoint, wanted: string[], Groups: string[]): string[] {
    const Description = `VPC Endpoint Interface ${endpoint.VpcEndpointId}`;
    const isWanted = (id: string) => wanted.includes(interfaces.get(id).SubnetId);
    const kept = endpoint.NetworkInterfaceIds.filter(isWanted);
    const made = wanted
      .filter((id) => !endpoint.SubnetIds.includes(id))
      .map((SubnetId) =>
        addInterface(network, { InterfaceType: 'vpc_endpoint', SubnetId, Description, Groups, Tags: [] }),
      );
    for (const id of endpoint.NetworkInterfaceIds) if (!kept.includes(id)) interfaces.remove(id);
    for (const id of kept) interfaces.change(id, { Groups });
    return [...kept, ...made.map(({ NetworkInterfaceId }) => NetworkInterfaceId)];
  }

  function checkNames({ VpcEndpointId, VpcId, ServiceName }: VpcEndpoint): void {
    const { EnableDnsSupport, EnableDnsHostnames } = vpcs.get(VpcId);
    if (!EnableDnsSupport || !EnableDnsHostnames) throw noNames(VpcId);
    const same = (each: VpcEndpoint) =>
      each.VpcId === VpcId && each.ServiceName === ServiceName && each.VpcEndpointId !== VpcEndpointId;
    if (endpoints.list().some((each) => same(each) && each.PrivateDnsEnabled)) throw nameTaken(ServiceName, VpcId);
  }

  function describe({ Groups, CreationTimestamp, ...endpoint }: VpcEndpoint) {
    const name = `${endpoint.VpcEndpointId}.${endpoint.ServiceName.split('.').slice(3).join('.')}`;
    const entry = { DnsName: `${name}.${config.region}.vpce.amazonaws.com`, HostedZoneId: 'Z000000000000' };
    return {
      ...endpoint,
      State: 'available',
      Groups: Groups.map((GroupId) => ({ GroupId, GroupName: securityGroups.get(GroupId).GroupName })),
      RequesterManaged: false,
      DnsEntries: endpoint.VpcEndpointType === 'Interface' ? [entry] : [],
      OwnerId: config.account,
      CreationTimestamp: new Date(CreationTimestamp),
    };
  }
}

// Private

function checkService(name: string | undefined, type: string, region: string): void {
  if (!name) throw missing('ServiceName');
  const prefix = `com.amazonaws.${region}.`;
  const service = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  const exists = SERVICES.has(service);
  if (!exists) throw new AwsError('InvalidServiceName', `The Vpc Endpoint Service '${name}' does not exist`);
  if (type === 'Interface') return;
  if (type === 'Gateway' && GATEWAY_SERVICES.includes(service)) return;
  const message = `Endpoint type (${type}) does not match available service types of ${name}.`;
  throw new AwsError('InvalidParameter', message);
}

function checkKind(type: VpcEndpoint['VpcEndpointType'], members: Input): void {
  const { RouteTableIds, SubnetIds, Groups, PrivateDnsEnabled } = members;
  const strange =
    type === 'Gateway' ? SubnetIds.length + Groups.length + Number(PrivateDnsEnabled) : RouteTableIds.length;
  if (strange === 0) return;
  const what = type === 'Gateway' ? 'Subnets, security groups and private DNS' : 'Route tables';
  throw new AwsError('InvalidParameter', `${what} are not supported for endpoints of the type ${type}.`);
}

function policyOf({ PolicyDocument, ResetPolicy }: Input): string | undefined {
  return String(ResetPolicy) === 'true' ? OPEN_POLICY : PolicyDocument;
}

function elsewhere(noun: string, id: string, vpc: string): AwsError {
  return new AwsError('InvalidParameter', `The ${noun} ${id} does not belong to the VPC ${vpc}.`);
}

function noNames(vpc: string): AwsError {
  const message = `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpc}`;
  return new AwsError('InvalidParameter', message);
}

function nameTaken(service: string, vpc: string): AwsError {
  const message = `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${service} in the VPC ${vpc}`;
  return new AwsError('InvalidParameter', message);
}

function unsuccessful(id: string) {
  const Message = `The Vpc Endpoint Id '${id}' does not exist`;
  return { ResourceId: id, Error: { Code: 'InvalidVpcEndpoint.NotFound', Message } };
}
