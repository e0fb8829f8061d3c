import { pick, unlessGone } from './answers.ts';
import { deleteBy, ec2Tags, findTagged, retag } from './ec2-call.ts';
import type { Context, Handler, Made, Properties } from './handler.ts';

/** AWS::EC2::EIP. Its id for Ref is the address itself. */
export const elasticIp: Handler = {
  serves: ['Domain', 'Tags'],
  attributes: ['AllocationId', 'PublicIp'],
  replacedBy: [],
  async create(properties, context) {
    const ip = await context.once(async () => {
      const input = { ...pick(properties, ['Domain']), ...ec2Tags('elastic-ip', properties, context) };
      return (await context.callAws('ec2', 'AllocateAddress', input)).PublicIp;
    });
    return madeAddress(ip, context);
  },
  async update(properties, context, previous) {
    const ip = context.physicalId as string;
    const made = await madeAddress(ip, context);
    await retag(made.attributes.AllocationId as string, properties, previous, context);
    return made;
  },
  async delete(_, context) {
    const input = { PublicIps: [context.physicalId] };
    const [address] = (await unlessGone(context.callAws('ec2', 'DescribeAddresses', input)))?.Addresses ?? [];
    if (address) await unlessGone(context.callAws('ec2', 'ReleaseAddress', pick(address, ['AllocationId'])));
  },
  findsOwn: true,
  find: (_, context) => findTagged('DescribeAddresses', 'Addresses', 'PublicIp', context),
};

const SETTINGS = ['AllocationId', 'ConnectivityType', 'PrivateIpAddress', 'SubnetId'];

/** AWS::EC2::NatGateway. */
export const natGateway: Handler = {
  serves: [...SETTINGS, 'Tags'],
  inert: { MaxDrainDurationSeconds: 'No connection goes through it.' },
  attributes: ['EniId', 'NatGatewayId'],
  replacedBy: SETTINGS,
  async create(properties, context) {
    const id = await context.once(async () => {
      const input = { ...pick(properties, SETTINGS), ...ec2Tags('natgateway', properties, context) };
      return (await context.callAws('ec2', 'CreateNatGateway', input)).NatGateway.NatGatewayId;
    });
    return madeGateway(id, context);
  },
  async update(properties, context, previous) {
    const id = context.physicalId as string;
    await retag(id, properties, previous, context);
    return madeGateway(id, context);
  },
  delete: (_, context) => deleteBy('DeleteNatGateway', 'NatGatewayId', context),
  findsOwn: true,
  find: (_, context) => findTagged('DescribeNatGateways', 'NatGateways', 'NatGatewayId', context),
};

// Private

async function madeAddress(ip: string, { callAws }: Context): Promise<Made> {
  const { Addresses } = await callAws('ec2', 'DescribeAddresses', { PublicIps: [ip] });
  return { physicalId: ip, attributes: { AllocationId: Addresses[0].AllocationId, PublicIp: ip } };
}

async function madeGateway(id: string, { callAws }: Context): Promise<Made> {
  const { NatGateways } = await callAws('ec2', 'DescribeNatGateways', { NatGatewayIds: [id] });
  const [address]: Properties[] = NatGateways[0].NatGatewayAddresses;
  return { physicalId: id, attributes: { EniId: address?.NetworkInterfaceId, NatGatewayId: id } };
}
