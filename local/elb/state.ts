import { Collection } from '../store/collection.ts';
import type { Database } from '../store/database.ts';
import {
  type Action,
  groupsOf,
  type Listener,
  type LoadBalancer,
  type Rule,
  type Target,
  type TargetGroup,
} from './model.ts';
import { upgradedListener, upgradedLoadBalancer, upgradedRule, upgradedTargetGroup } from './upgrades.ts';

/** All that Elastic Load Balancing knows. */
export class State {
  readonly loadBalancers: Collection<LoadBalancer>;
  readonly listeners: Collection<Listener>;
  readonly rules: Collection<Rule>;
  readonly targetGroups: Collection<TargetGroup>;
  readonly targets: Collection<Target>;
  private readonly listenersBy: (loadBalancerArn: string) => Listener[];
  private readonly rulesBy: (listenerArn: string) => Rule[];
  private readonly targetsBy: (targetGroupArn: string) => Target[];
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
    this.loadBalancers = new Collection(database, 'elb_load_balancers', ({ arn }) => arn, upgradedLoadBalancer);
    this.listeners = new Collection(database, 'elb_listeners', ({ arn }) => arn, upgradedListener);
    this.rules = new Collection(database, 'elb_rules', ({ arn }) => arn, upgradedRule);
    this.targetGroups = new Collection(database, 'elb_target_groups', ({ arn }) => arn, upgradedTargetGroup);
    this.targets = new Collection(database, 'elb_targets', ({ key }) => key);
    this.listenersBy = this.listeners.index(({ loadBalancerArn }) => loadBalancerArn);
    this.rulesBy = this.rules.index(({ listenerArn }) => listenerArn);
    this.targetsBy = this.targets.index(({ targetGroupArn }) => targetGroupArn);
  }

  /** Several changes as one: all of them are in the database after a crash, or none. */
  together(changes: () => void): void {
    this.database.atomically(changes);
  }

  listenersOf(loadBalancerArn: string): Listener[] {
    return this.listenersBy(loadBalancerArn);
  }

  /** By priority, first match first. */
  rulesOf(listenerArn: string): Rule[] {
    return this.rulesBy(listenerArn).sort((one, other) => one.priority - other.priority);
  }

  targetsOf(targetGroupArn: string): Target[] {
    return this.targetsBy(targetGroupArn);
  }

  /** The target groups that some listener or rule forwards to. */
  usedTargetGroups(): Set<string> {
    const actions = [...this.listeners.all(), ...this.rules.all()].flatMap((each) => each.actions);
    return new Set(actions.flatMap(groupsOf));
  }

  /** The actions of all listeners and rules of a load balancer. */
  actionsOf(loadBalancerArn: string): Action[] {
    const listeners = this.listenersOf(loadBalancerArn);
    return listeners.flatMap((listener) => [listener, ...this.rulesOf(listener.arn)]).flatMap(({ actions }) => actions);
  }

  /** The load balancers whose listeners or rules forward to a target group. */
  loadBalancersOf(targetGroupArn: string): string[] {
    const uses = ({ arn }: LoadBalancer) =>
      this.actionsOf(arn).some((action) => groupsOf(action).includes(targetGroupArn));
    return this.loadBalancers.where(uses).map(({ arn }) => arn);
  }
}
