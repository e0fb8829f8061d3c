import { boolean, defined, documentText, pick } from './answers.ts';
import { ec2Tags, findTagged, retag } from './ec2-call.ts';
import type { Context, Handler, Made, Properties } from './handler.ts';

const FIXED = ['ServiceName', 'VpcEndpointType', 'VpcId'];
const LISTS = ['RouteTableIds', 'SecurityGroupIds', 'SubnetIds'];

/** AWS::EC2::VPCEndpoint. */
export const vpcEndpoint: Handler = {
  serves: [...FIXED, ...LISTS, 'PolicyDocument', 'PrivateDnsEnabled', 'Tags'],
  attributes: ['CreationTimestamp', 'DnsEntries', 'Id', 'NetworkInterfaceIds'],
  replacedBy: FIXED,
  async create(properties, context) {
    const id = await context.once(async () => {
      const input = defined({
        ...pick(properties, [...FIXED, ...LISTS]),
        PolicyDocument: policyOf(properties),
        PrivateDnsEnabled: boolean(properties.PrivateDnsEnabled) ?? false,
        ...ec2Tags('vpc-endpoint', properties, context),
      });
      return (await context.callAws('ec2', 'CreateVpcEndpoint', input)).VpcEndpoint.VpcEndpointId;
    });
    return made(id, context);
  },
  async update(properties, context, previous) {
    const id = context.physicalId as string;
    const input = defined({
      VpcEndpointId: id,
      ...Object.assign({}, ...LISTS.map((name) => listChanges(name, properties, previous))),
      PrivateDnsEnabled: boolean(properties.PrivateDnsEnabled) ?? false,
      PolicyDocument: policyOf(properties),
      ResetPolicy: properties.PolicyDocument === undefined,
    });
    await context.callAws('ec2', 'ModifyVpcEndpoint', input);
    await retag(id, properties, previous, context);
    return made(id, context);
  },
  async delete(_, context) {
    await context.callAws('ec2', 'DeleteVpcEndpoints', { VpcEndpointIds: [context.physicalId] });
  },
  findsOwn: true,
  find: (_, context) => findTagged('DescribeVpcEndpoints', 'VpcEndpoints', 'VpcEndpointId', context),
};

// Private

function policyOf({ PolicyDocument }: Properties): string | undefined {
  return PolicyDocument === undefined ? undefined : documentText(PolicyDocument);
}

function listChanges(name: string, next: Properties, last: Properties): Properties {
  const [wanted, former]: [string[], string[]] = [next[name] ?? [], last[name] ?? []];
  return {
    [`Add${name}`]: wanted.filter((id) => !former.includes(id)),
    [`Remove${name}`]: former.filter((id) => !wanted.includes(id)),
  };
}

async function made(id: string, { callAws }: Context): Promise<Made> {
  const { VpcEndpoints } = await callAws('ec2', 'DescribeVpcEndpoints', { VpcEndpointIds: [id] });
  const { CreationTimestamp, DnsEntries, NetworkInterfaceIds } = VpcEndpoints[0];
  return {
    physicalId: id,
    attributes: {
      CreationTimestamp: CreationTimestamp.toISOString(),
      DnsEntries: DnsEntries.map((entry: Properties) => `${entry.HostedZoneId}:${entry.DnsName}`),
      Id: id,
      NetworkInterfaceIds,
    },
  };
}
