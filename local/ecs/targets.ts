import { poll } from '../../lib/retry.ts';
import { AwsError, type CallAws } from '../endpoint/service.ts';
import type { EcsService, Task, TaskTarget } from './model.ts';
import { drainingConnections, serviceEvent } from './service-events.ts';
import { type Store, serviceOf } from './store.ts';

/** In the same process a look costs next to nothing, and a push waits for it. */
const DRAIN_PACE = { first: 5, factor: 1.3, most: 50 };

export interface TargetHealth {
  state: string;
  description: string;
}

/** The places of tasks in target groups, through the load balancer's own API. */
export class Targets {
  private readonly callAws: CallAws;
  private readonly store: Store;
  private readonly signal: AbortSignal;

  constructor(callAws: CallAws, store: Store, signal: AbortSignal) {
    this.callAws = callAws;
    this.store = store;
    this.signal = signal;
  }

  /** Puts the task's containers into its target groups. */
  async register(task: Task): Promise<void> {
    if (task.targets.length === 0) task.targets = targetsOf(task);
    for (const target of task.targets) {
      await this.call('RegisterTargets', target);
      const isNew = !target.registered;
      target.registered = true;
      if (isNew) this.say(task, `registered 1 targets in (target-group ${target.targetGroupArn})`);
    }
    if (task.targets.length > 0) this.store.tasks.save(task);
  }

  /** Takes the task out of its target groups; with `drain` answers only when nothing is in flight any more. */
  async release(task: Task, drain: boolean): Promise<void> {
    const mine = task.targets.filter((target) => !this.isTaken(task, target));
    const isServing = mine.some(({ registered }) => registered);
    await Promise.all(mine.map((target) => ignoreMissing(this.leave(task, target))));
    if (isServing) this.tell(task, (service) => drainingConnections(service, task.deployment ?? ''));
    for (const target of task.targets) target.registered = false;
    this.store.tasks.save(task);
    if (drain) await Promise.all(mine.map((target) => ignoreMissing(this.drained(target))));
  }

  /** The health of every target of these tasks, by `targetKey`. A group that cannot be asked has none. */
  async health(tasks: Task[]): Promise<Map<string, TargetHealth>> {
    const groups = new Set(tasks.flatMap(({ targets }) => targets.map(({ targetGroupArn }) => targetGroupArn)));
    const answers = await Promise.all([...groups].map((group) => this.healthOfGroup(group).catch(() => [])));
    return new Map(answers.flat());
  }

  // Private

  private async leave(task: Task, target: TaskTarget): Promise<void> {
    await this.call('DeregisterTargets', target);
    if (target.registered) this.say(task, `deregistered 1 targets in (target-group ${target.targetGroupArn})`);
  }

  private async drained(target: TaskTarget): Promise<void> {
    const { signal } = this;
    await poll(async () => !(await this.isDraining(target)) || undefined, { pace: DRAIN_PACE, signal });
  }

  private async isDraining({ targetGroupArn, ip, port }: TaskTarget): Promise<boolean> {
    const query = { TargetGroupArn: targetGroupArn, Targets: [{ Id: ip, Port: port }] };
    const answer = await this.callAws('elasticloadbalancing', 'DescribeTargetHealth', query);
    return answer.TargetHealthDescriptions?.[0]?.TargetHealth.State === 'draining';
  }

  private call(operation: string, { targetGroupArn, ip, port }: TaskTarget): Promise<unknown> {
    const targets = { TargetGroupArn: targetGroupArn, Targets: [{ Id: ip, Port: port }] };
    return this.callAws('elasticloadbalancing', operation, targets);
  }

  private async healthOfGroup(group: string): Promise<[string, TargetHealth][]> {
    const answer = await this.callAws('elasticloadbalancing', 'DescribeTargetHealth', { TargetGroupArn: group });
    // biome-ignore lint/suspicious/noExplicitAny: the shape is AWS's API model
    return (answer.TargetHealthDescriptions ?? []).map(({ Target, TargetHealth }: any) => [
      targetKey({ targetGroupArn: group, ip: Target.Id, port: Number(Target.Port) }),
      { state: TargetHealth.State, description: TargetHealth.Description ?? '' },
    ]);
  }

  /** Docker gives an address again: what a younger task holds by now is not ours to take away. */
  private isTaken(task: Task, target: TaskTarget): boolean {
    const holds = (other: Task) =>
      other !== task && other.targets.some((each) => each.registered && targetKey(each) === targetKey(target));
    return this.store.tasks.all().some(holds);
  }

  private say(task: Task, text: string): void {
    this.tell(task, (service) => serviceEvent(service, text));
  }

  private tell(task: Task, event: (service: EcsService) => void): void {
    const service = serviceOf(this.store, task);
    if (!service) return;
    event(service);
    this.store.services.save(service);
  }
}

/** One key for one place in one target group. */
export function targetKey({ targetGroupArn, ip, port }: Pick<TaskTarget, 'targetGroupArn' | 'ip' | 'port'>): string {
  return `${targetGroupArn} ${ip}:${port}`;
}

// Private

function targetsOf({ loadBalancers, containers }: Task): TaskTarget[] {
  return loadBalancers.map(({ targetGroupArn, containerName, containerPort }) => ({
    targetGroupArn,
    containerName,
    ip: containers.find(({ name }) => name === containerName)?.ip ?? '',
    port: containerPort,
    registered: false,
  }));
}

async function ignoreMissing(work: Promise<void>): Promise<void> {
  await work.catch((error) => {
    if (!(error instanceof AwsError && error.code.startsWith('TargetGroupNotFound'))) throw error;
  });
}
