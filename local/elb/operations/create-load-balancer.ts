import { AwsError, type Input } from '../../endpoint/service.ts';
import { idOf, loadBalancerArn } from '../arns.ts';
import { defaultsOf } from '../attributes.ts';
import type { Balancing, BalancingOperation } from '../balancing.ts';
import { notOneOf, notSupported, validationError } from '../errors.ts';
import { required, text } from '../input.ts';
import type { BalancerType } from '../kinds.ts';
import { refuseLoadBalancersBeyond } from '../limits.ts';
import { loadBalancerAttributes } from '../load-balancer-attributes.ts';
import type { LoadBalancer } from '../model.ts';
import { networkIn, refuseWithoutInternet, securityGroupsIn } from '../network.ts';
import { tagsIn } from '../tags.ts';
import { loadBalancerView } from '../views.ts';

export const createLoadBalancer: BalancingOperation = (balancing) => async (input) => {
  const name = nameIn(input);
  const type = typeIn(input);
  const scheme = schemeIn(input);
  const { state } = balancing;
  const limits = await balancing.limits();
  const known = state.loadBalancers.where((balancer) => balancer.name === name)[0];
  if (known) throw new AwsError('DuplicateLoadBalancerName', `A load balancer with the same name '${name}' exists`);
  refuseLoadBalancersBeyond(state, limits, type);
  const network = await networkIn(balancing, input, type);
  if (scheme === 'internet-facing') await refuseWithoutInternet(balancing, network.vpcId);
  const securityGroups = await securityGroupsIn(balancing, input, network.vpcId);
  const rest = { scheme, securityGroups, ipAddressType: text(input.IpAddressType) ?? 'ipv4', tags: tagsIn(input) };
  const balancer = state.loadBalancers.save({ ...named(balancing, name, type), ...network, ...rest });
  return { LoadBalancers: [loadBalancerView(balancer)] };
};

// Private

function nameIn(input: Input): string {
  const name = required(input, 'Name');
  if (/^(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name)) return name;
  throw validationError(`The load balancer name '${name}' is not valid`);
}

const TYPES = ['application', 'gateway', 'network'];

function typeIn(input: Input): BalancerType {
  const type = text(input.Type) ?? 'application';
  if (type === 'application' || type === 'network') return type;
  throw TYPES.includes(type) ? notSupported(`A load balancer of type '${type}'`) : notOneOf('type', type, TYPES);
}

const SCHEMES = ['internet-facing', 'internal'];

function schemeIn(input: Input): string {
  const scheme = text(input.Scheme) ?? 'internet-facing';
  if (SCHEMES.includes(scheme)) return scheme;
  throw notOneOf('scheme', scheme, SCHEMES);
}

type Named = Pick<LoadBalancer, 'arn' | 'name' | 'dnsName' | 'createdAt' | 'attributes'>;

function named({ config }: Balancing, name: string, type: BalancerType): Named {
  const arn = loadBalancerArn(config, type, name);
  const zone = type === 'network' ? `elb.${config.region}` : `${config.region}.elb`;
  return {
    arn,
    name,
    // A name below localhost: what resolves it at all resolves it to this machine.
    dnsName: `${name}-${idOf(arn)}.${zone}.localhost`,
    createdAt: new Date().toISOString(),
    attributes: defaultsOf(loadBalancerAttributes(type)),
  };
}
