import type { Log } from '../../lib/log.ts';
import type { Config } from '../config.ts';
import { openEngine } from '../docker/engine.ts';
import type { CallAws, Operation, Service } from '../endpoint/service.ts';
import { Images } from '../images/images.ts';
import type { Database } from '../store/database.ts';
import { AccessLogs } from './access-logs/access-logs.ts';
import { Balancing, type BalancingOperation } from './balancing.ts';
import type { CertificateSource } from './certificate-source.ts';
import { coverage } from './coverage.ts';
import { HaProxy } from './haproxy/proxy.ts';
import { addListenerCertificates } from './operations/add-listener-certificates.ts';
import { addTags } from './operations/add-tags.ts';
import { createListener } from './operations/create-listener.ts';
import { createLoadBalancer } from './operations/create-load-balancer.ts';
import { createRule } from './operations/create-rule.ts';
import { createTargetGroup } from './operations/create-target-group.ts';
import { deleteListener } from './operations/delete-listener.ts';
import { deleteLoadBalancer } from './operations/delete-load-balancer.ts';
import { deleteRule } from './operations/delete-rule.ts';
import { deleteTargetGroup } from './operations/delete-target-group.ts';
import { deregisterTargets } from './operations/deregister-targets.ts';
import { describeAccountLimits } from './operations/describe-account-limits.ts';
import { describeListenerAttributes } from './operations/describe-listener-attributes.ts';
import { describeListenerCertificates } from './operations/describe-listener-certificates.ts';
import { describeListeners } from './operations/describe-listeners.ts';
import { describeLoadBalancerAttributes } from './operations/describe-load-balancer-attributes.ts';
import { describeLoadBalancers } from './operations/describe-load-balancers.ts';
import { describeRules } from './operations/describe-rules.ts';
import { describeSslPolicies } from './operations/describe-ssl-policies.ts';
import { describeTags } from './operations/describe-tags.ts';
import { describeTargetGroupAttributes } from './operations/describe-target-group-attributes.ts';
import { describeTargetGroups } from './operations/describe-target-groups.ts';
import { describeTargetHealth } from './operations/describe-target-health.ts';
import { modifyListener } from './operations/modify-listener.ts';
import { modifyListenerAttributes } from './operations/modify-listener-attributes.ts';
import { modifyLoadBalancerAttributes } from './operations/modify-load-balancer-attributes.ts';
import { modifyRule } from './operations/modify-rule.ts';
import { modifyTargetGroup } from './operations/modify-target-group.ts';
import { modifyTargetGroupAttributes } from './operations/modify-target-group-attributes.ts';
import { registerTargets } from './operations/register-targets.ts';
import { removeListenerCertificates } from './operations/remove-listener-certificates.ts';
import { removeTags } from './operations/remove-tags.ts';
import { setRulePriorities } from './operations/set-rule-priorities.ts';
import { setSecurityGroups } from './operations/set-security-groups.ts';
import { setSubnets } from './operations/set-subnets.ts';
import { RequestMetrics } from './request-metrics.ts';
import { Router } from './router.ts';
import { Startup } from './startup.ts';
import { State } from './state.ts';
import { Targets } from './targets.ts';

const OPERATIONS: Record<string, BalancingOperation> = {
  AddListenerCertificates: addListenerCertificates,
  AddTags: addTags,
  CreateListener: createListener,
  CreateLoadBalancer: createLoadBalancer,
  CreateRule: createRule,
  CreateTargetGroup: createTargetGroup,
  DeleteListener: deleteListener,
  DeleteLoadBalancer: deleteLoadBalancer,
  DeleteRule: deleteRule,
  DeleteTargetGroup: deleteTargetGroup,
  DeregisterTargets: deregisterTargets,
  DescribeAccountLimits: describeAccountLimits,
  DescribeListenerAttributes: describeListenerAttributes,
  DescribeListenerCertificates: describeListenerCertificates,
  DescribeListeners: describeListeners,
  DescribeLoadBalancerAttributes: describeLoadBalancerAttributes,
  DescribeLoadBalancers: describeLoadBalancers,
  DescribeRules: describeRules,
  DescribeSSLPolicies: describeSslPolicies,
  DescribeTags: describeTags,
  DescribeTargetGroupAttributes: describeTargetGroupAttributes,
  DescribeTargetGroups: describeTargetGroups,
  DescribeTargetHealth: describeTargetHealth,
  ModifyListener: modifyListener,
  ModifyListenerAttributes: modifyListenerAttributes,
  ModifyLoadBalancerAttributes: modifyLoadBalancerAttributes,
  ModifyRule: modifyRule,
  ModifyTargetGroup: modifyTargetGroup,
  ModifyTargetGroupAttributes: modifyTargetGroupAttributes,
  RegisterTargets: registerTargets,
  RemoveListenerCertificates: removeListenerCertificates,
  RemoveTags: removeTags,
  SetRulePriorities: setRulePriorities,
  SetSecurityGroups: setSecurityGroups,
  SetSubnets: setSubnets,
};

/**
 * Elastic Load Balancing v2 with application and network load balancers, carried out by one HAProxy that listens on 127.0.0.1, and
 * where the rack's containers reach this machine.
 * `start` adopts or starts it and goes on where we stopped; `stop` leaves it running, so traffic does not notice us.
 */
export function createElasticLoadBalancing(deps: {
  database: Database;
  config: Config;
  certificates: CertificateSource;
  callAws: CallAws;
  /** Where containers reach this machine, and so its load balancers. */
  gateway?: string | undefined;
  log: Log;
}): Service & { start(): Promise<void>; stop(): Promise<void>; tellRequests(): Promise<void> } {
  const { config, certificates, log } = deps;
  const docker = openEngine();
  const images = new Images({ docker, baseImage: config.baseImage, log });
  const state = new State(deps.database);
  const proxy = new HaProxy({ docker, config, log, image: () => images.ensureImage('haproxy') });
  const router = new Router({ state, proxy, certificates, gateway: deps.gateway });
  const targets = new Targets({ state, router, proxy, log });
  const balancing = new Balancing({ config, callAws: deps.callAws, certificates, state, targets, router });
  const accessLogs = new AccessLogs({ ...deps, state, file: proxy.accessLog });
  const requests = new RequestMetrics({ ...deps, state, proxy });
  // A worker that has nothing left to do takes with it what it has counted.
  proxy.beforeReload = () => requests.tell();
  const startup = new Startup({ database: deps.database, state, router, targets, log });
  // A listener goes on with what its certificate has become as soon as that is imported.
  certificates.onReplace(() => router.apply());
  const made = Object.entries(OPERATIONS).map(([name, make]): [string, Operation] => [name, make(balancing)]);
  return {
    signingName: 'elasticloadbalancing',
    protocol: 'query',
    version: '2015-12-01',
    coverage,
    operations: Object.fromEntries(made),
    /** Tells CloudWatch what was counted up to now, as it does by itself from time to time. */
    tellRequests: () => requests.tell(),
    async start() {
      await startup.run();
      accessLogs.start();
      requests.start();
    },
    async stop() {
      startup.stop();
      targets.stop();
      await accessLogs.stop();
      await requests.stop();
    },
  };
}
