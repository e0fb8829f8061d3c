import type { BalancingOperation } from '../balancing.ts';
import { invalidConfiguration, validationError } from '../errors.ts';
import { typeOf } from '../kinds.ts';
import { securityGroupsIn } from '../network.ts';

export const setSecurityGroups: BalancingOperation = (balancing) => async (input) => {
  const balancer = balancing.loadBalancer(input);
  const securityGroups = await securityGroupsIn(balancing, input, balancer.vpcId);
  if (securityGroups.length === 0) throw validationError('At least one security group must be specified');
  if (typeOf(balancer.arn) === 'network' && balancer.securityGroups.length === 0) throw bornWithout();
  balancing.state.loadBalancers.save({ ...balancer, securityGroups });
  return { SecurityGroupIds: securityGroups };
};

// Private

const bornWithout = () =>
  invalidConfiguration(
    'You cannot set security groups on a Network Load Balancer which was created without any security groups.',
  );
