import type { Database } from '../store/database.ts';
import { Collection } from './collection.ts';
import { forwardsTo, type Listener, type LoadBalancer, type Rule, type Target, type TargetGroup } from './model.ts';

/** All that Elastic Load Balancing knows. */
export class State {
  readonly loadBalancers: Collection<LoadBalancer>;
  readonly listeners: Collection<Listener>;
  readonly rules: Collection<Rule>;
  readonly targetGroups: Collection<TargetGroup>;
  readonly targets: Collection<Target>;
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
    this.loadBalancers = new Collection(database, 'elb_load_balancers', ({ arn }) => arn);
    this.listeners = new Collection(database, 'elb_listeners', ({ arn }) => arn);
    this.rules = new Collection(database, 'elb_rules', ({ arn }) => arn);
    this.targetGroups = new Collection(database, 'elb_target_groups', ({ arn }) => arn);
    this.targets = new Collection(database, 'elb_targets', ({ key }) => key);
  }

  /** Several changes as one: all of them are in the database after a crash, or none. */
  together(changes: () => void): void {
    this.database.transaction(changes)();
  }

  listenersOf(loadBalancerArn: string): Listener[] {
    return this.listeners.where((listener) => listener.loadBalancerArn === loadBalancerArn);
  }

  /** By priority, first match first. */
  rulesOf(listenerArn: string): Rule[] {
    return this.rules
      .where((rule) => rule.listenerArn === listenerArn)
      .sort((one, other) => one.priority - other.priority);
  }

  targetsOf(targetGroupArn: string): Target[] {
    return this.targets.where((target) => target.targetGroupArn === targetGroupArn);
  }

  /** The target groups that some listener or rule forwards to. */
  usedTargetGroups(): Set<string> {
    const actions = [...this.listeners.all(), ...this.rules.all()].flatMap((each) => each.actions);
    return new Set(actions.map(forwardsTo).filter((arn) => arn !== undefined));
  }

  /** The load balancers whose listeners or rules forward to a target group. */
  loadBalancersOf(targetGroupArn: string): string[] {
    const arns = this.listeners
      .where((listener) => [listener, ...this.rulesOf(listener.arn)].some((each) => uses(each, targetGroupArn)))
      .map((listener) => listener.loadBalancerArn);
    return [...new Set(arns)];
  }
}

const uses = ({ actions }: Listener | Rule, arn: string) => actions.some((action) => forwardsTo(action) === arn);
