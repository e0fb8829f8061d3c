import { AwsError, type Input } from '../../endpoint/service.ts';
import { idOf, loadBalancerArn } from '../arns.ts';
import { defaultsOf, LOAD_BALANCER_ATTRIBUTES } from '../attributes.ts';
import type { Balancing, BalancingOperation } from '../balancing.ts';
import { notSupported, validationError } from '../errors.ts';
import { list, required, text } from '../input.ts';
import type { LoadBalancer } from '../model.ts';
import { tagsIn } from '../tags.ts';
import { loadBalancerView } from '../views.ts';

export const createLoadBalancer: BalancingOperation = (balancing) => async (input) => {
  const name = nameIn(input);
  const { state } = balancing;
  const known = state.loadBalancers.where((balancer) => balancer.name === name)[0];
  if (known) throw new AwsError('DuplicateLoadBalancerName', `A load balancer with the same name '${name}' exists`);
  const network = await networkIn(balancing, input);
  const balancer = state.loadBalancers.put(newLoadBalancer(balancing, name, input, network));
  return { LoadBalancers: [loadBalancerView(balancer)] };
};

// Private

function nameIn(input: Input): string {
  const name = required(input, 'Name');
  const type = text(input.Type) ?? 'application';
  if (type !== 'application') throw notSupported(`A load balancer of type '${type}'`);
  if (!/^(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name)) {
    throw validationError(`The load balancer name '${name}' is not valid`);
  }
  return name;
}

type Network = Pick<LoadBalancer, 'vpcId' | 'zones'>;

async function networkIn({ callAws }: Balancing, input: Input): Promise<Network> {
  const mapped = list<Input>(input.SubnetMappings).map((mapping) => String(mapping.SubnetId));
  const ids = [...list(input.Subnets).map(String), ...mapped];
  if (ids.length === 0)
    throw validationError('At least two subnets in two different Availability Zones must be specified');
  const { Subnets } = await callAws('ec2', 'DescribeSubnets', { SubnetIds: ids });
  const subnets: { SubnetId: string; VpcId: string; AvailabilityZone: string }[] = Subnets;
  return {
    vpcId: subnets[0]?.VpcId ?? '',
    zones: subnets.map(({ SubnetId, AvailabilityZone }) => ({ ZoneName: AvailabilityZone, SubnetId })),
  };
}

function newLoadBalancer({ config }: Balancing, name: string, input: Input, network: Network): LoadBalancer {
  const arn = loadBalancerArn(config, name);
  return {
    arn,
    name,
    // A name below localhost: what resolves it at all resolves it to this machine.
    dnsName: `${name}-${idOf(arn)}.${config.region}.elb.localhost`,
    createdAt: new Date().toISOString(),
    scheme: text(input.Scheme) ?? 'internet-facing',
    securityGroups: list(input.SecurityGroups).map(String),
    ipAddressType: text(input.IpAddressType) ?? 'ipv4',
    attributes: defaultsOf(LOAD_BALANCER_ATTRIBUTES),
    tags: tagsIn(input),
    ...network,
  };
}
