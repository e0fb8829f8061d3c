import type { Config } from '../config.ts';
import type { AwsError, CallAws, Input } from '../endpoint/service.ts';
import type { CertificateSource } from './certificate-source.ts';
import { listenerNotFound, loadBalancerNotFound, ruleNotFound, targetGroupNotFound } from './errors.ts';
import { required } from './input.ts';
import { type Limits, limitsOf } from './limits.ts';
import type { Listener, LoadBalancer, Rule, TargetGroup } from './model.ts';
import type { Router } from './router.ts';
import type { State } from './state.ts';
import type { Targets } from './targets.ts';

/** What operations work on: the records, the life of targets, and the proxy that is to follow. */
export class Balancing {
  readonly config: Config;
  readonly callAws: CallAws;
  readonly certificates: CertificateSource;
  readonly state: State;
  readonly targets: Targets;
  private readonly router: Router;

  constructor(deps: {
    config: Config;
    callAws: CallAws;
    certificates: CertificateSource;
    state: State;
    targets: Targets;
    router: Router;
  }) {
    this.config = deps.config;
    this.callAws = deps.callAws;
    this.certificates = deps.certificates;
    this.state = deps.state;
    this.targets = deps.targets;
    this.router = deps.router;
  }

  /** True when the proxy knows that this target is healthy. */
  isRouted(targetKey: string): boolean {
    return this.router.isRouted(targetKey);
  }

  /** Brings probing and the proxy to what the state says now. */
  async settle(): Promise<void> {
    this.targets.refresh();
    await this.router.apply();
  }

  /** The same for a change which is taken back when the proxy cannot follow. */
  async settleOr(undo: () => void): Promise<void> {
    try {
      await this.settle();
    } catch (error) {
      undo();
      await this.settle().catch(() => {});
      throw error;
    }
  }

  /** What the account may have at most. */
  limits(): Promise<Limits> {
    return limitsOf(this.callAws);
  }

  loadBalancer(input: Input): LoadBalancer {
    return found(this.state.loadBalancers.get(required(input, 'LoadBalancerArn')), loadBalancerNotFound);
  }

  listener(input: Input): Listener {
    return found(this.state.listeners.get(required(input, 'ListenerArn')), listenerNotFound);
  }

  rule(input: Input): Rule {
    return found(this.state.rules.get(required(input, 'RuleArn')), ruleNotFound);
  }

  targetGroup(input: Input): TargetGroup {
    return found(this.state.targetGroups.get(required(input, 'TargetGroupArn')), targetGroupNotFound);
  }
}

/** One of our operations: made with what it works on. */
export type BalancingOperation = (balancing: Balancing) => (input: Input) => Promise<object> | object;

function found<T>(record: T | undefined, otherwise: () => AwsError): T {
  if (record === undefined) throw otherwise();
  return record;
}
