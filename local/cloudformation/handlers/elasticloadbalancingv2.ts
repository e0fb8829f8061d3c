import { listener, listenerCertificate, listenerRule } from './elb-listeners.ts';
import { loadBalancer } from './elb-load-balancer.ts';
import { targetGroup } from './elb-target-group.ts';
import type { HandlerTable } from './handler.ts';

/** AWS::ElasticLoadBalancingV2::*. */
export const elasticLoadBalancingHandlers: HandlerTable = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': loadBalancer,
  'AWS::ElasticLoadBalancingV2::Listener': listener,
  'AWS::ElasticLoadBalancingV2::ListenerCertificate': listenerCertificate,
  'AWS::ElasticLoadBalancingV2::ListenerRule': listenerRule,
  'AWS::ElasticLoadBalancingV2::TargetGroup': targetGroup,
};
