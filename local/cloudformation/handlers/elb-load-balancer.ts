import { pick, unlessGone } from './answers.ts';
import { attributeList, elb, fullName, retagElb } from './elb-call.ts';
import { type Context, type Handler, HandlerFailure, type Made, type Properties } from './handler.ts';
import { until } from './pace.ts';

/** AWS::ElasticLoadBalancingV2::LoadBalancer. */
export const loadBalancer: Handler = {
  serves: [
    'IpAddressType',
    'LoadBalancerAttributes',
    'Name',
    'Scheme',
    'SecurityGroups',
    'SubnetMappings',
    'Subnets',
    'Tags',
    'Type',
  ],
  attributes: [
    'CanonicalHostedZoneID',
    'DNSName',
    'LoadBalancerArn',
    'LoadBalancerFullName',
    'LoadBalancerName',
    'SecurityGroups',
  ],
  replacedBy: ['Name', 'Scheme', 'Type'],
  async create(properties, context) {
    const arn = await context.once(async () => {
      const members = ['IpAddressType', 'Scheme', 'SecurityGroups', 'SubnetMappings', 'Subnets', 'Type'];
      const Tags = context.tags(properties.Tags);
      const input = { Name: nameOf(properties, context), ...pick(properties, members), Tags };
      return (await elb(context, 'CreateLoadBalancer', input)).LoadBalancers[0].LoadBalancerArn;
    });
    await setAttributes(arn, properties, context);
    return made(arn, context);
  },
  async update(properties, context, previous) {
    const LoadBalancerArn = context.physicalId as string;
    const changed = (name: string) => JSON.stringify(properties[name]) !== JSON.stringify(previous[name]);
    if (changed('SecurityGroups'))
      await elb(context, 'SetSecurityGroups', { LoadBalancerArn, SecurityGroups: properties.SecurityGroups ?? [] });
    if (changed('Subnets') || changed('SubnetMappings'))
      await elb(context, 'SetSubnets', { LoadBalancerArn, ...pick(properties, ['Subnets', 'SubnetMappings']) });
    if (changed('IpAddressType'))
      await elb(context, 'SetIpAddressType', { LoadBalancerArn, IpAddressType: properties.IpAddressType ?? 'ipv4' });
    await setAttributes(LoadBalancerArn, properties, context);
    await retagElb(LoadBalancerArn, properties, previous, context);
    return made(LoadBalancerArn, context);
  },
  async delete(_, context) {
    await unlessGone(elb(context, 'DeleteLoadBalancer', { LoadBalancerArn: context.physicalId }));
  },
  async find(properties, context) {
    const Names = [nameOf(properties, context)];
    return (await unlessGone(elb(context, 'DescribeLoadBalancers', { Names })))?.LoadBalancers[0]?.LoadBalancerArn;
  },
};

// Private

function nameOf(properties: Properties, context: Context): string {
  return properties.Name ?? context.name(32);
}

async function setAttributes(LoadBalancerArn: string, properties: Properties, context: Context): Promise<void> {
  const Attributes = attributeList(properties.LoadBalancerAttributes ?? []);
  if (Attributes.length > 0) await elb(context, 'ModifyLoadBalancerAttributes', { LoadBalancerArn, Attributes });
}

async function made(arn: string, context: Context): Promise<Made> {
  const found = await until(context, async () => {
    const { LoadBalancers } = await elb(context, 'DescribeLoadBalancers', { LoadBalancerArns: [arn] });
    const state = LoadBalancers[0]?.State;
    if (state?.Code === 'failed')
      throw new HandlerFailure(`The load balancer failed: ${state.Reason}`, 'NotStabilized');
    return state?.Code === 'active' ? LoadBalancers[0] : undefined;
  });
  return {
    physicalId: arn,
    attributes: {
      CanonicalHostedZoneID: found.CanonicalHostedZoneId ?? '',
      DNSName: found.DNSName,
      LoadBalancerArn: arn,
      LoadBalancerFullName: fullName(arn),
      LoadBalancerName: found.LoadBalancerName,
      SecurityGroups: found.SecurityGroups ?? [],
    },
  };
}
