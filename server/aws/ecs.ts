import {
  type ContainerInstance,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListContainerInstancesCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  RunTaskCommand,
  type Service,
  StopTaskCommand,
  type Task,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { Failure } from '../../lib/failure.ts';
import { amounts, type Machine } from './machines.ts';
import { activeFamilies, type TaskQuery, taskArns } from './task-lists.ts';
import { idOf, type Owner, ownerIn, type TaskInfo, taskInfo } from './tasks.ts';

export type { TaskInfo } from './tasks.ts';

/** What a task is made of, as ECS takes it. */
export type TaskDefinition = RegisterTaskDefinitionCommandInput;

export interface ServiceInfo {
  targetGroup: string | undefined;
  /** Newest first. */
  events: { id: string; time: Date; message: string }[];
  /** Deployment → how far it is: `IN_PROGRESS`, `COMPLETED`, `FAILED`. */
  rollouts: ReadonlyMap<string, string>;
}

/** A machine of the cluster. */
export interface ClusterMachine extends Machine {
  /** What no task has been given. */
  free: Machine;
  /** Whether there will be more like it when they are needed. */
  grows: boolean;
}

/** The most ARNs that DescribeTasks takes, and the most names that DescribeServices takes. */
const PAGE = 100;
const SERVICE_PAGE = 10;

/** The tasks and services of one rack's cluster. */
export class Cluster {
  private readonly client: ECSClient;
  private readonly rack: string;
  private readonly cluster: string;
  /** Task definition ARN → whose it is. A revision never changes, so each is asked for once. */
  private readonly owners = new Map<string, Promise<Owner | undefined>>();

  constructor(client: ECSClient, options: { rack: string; cluster: string }) {
    this.client = client;
    this.rack = options.rack;
    this.cluster = options.cluster;
  }

  /** An app's tasks, those that stopped in the last hour too. Asks for these process types only, where given. */
  async listTasks(app: string, processes?: readonly string[]): Promise<TaskInfo[]> {
    // Family by family: what other apps run does not make it slower.
    const families =
      processes?.map((process) => this.family(app, process)) ??
      (await activeFamilies(this.client, this.family(app, '')));
    const queries = families.flatMap((family) =>
      (['RUNNING', 'STOPPED'] as const).map((desiredStatus) => ({ desiredStatus, family })),
    );
    const arns = (await Promise.all(queries.map((query) => this.taskArns(query)))).flat();
    const tasks = await this.describe(arns);
    return tasks.filter((task) => task.app === app);
  }

  /** The tasks of all apps that run or should run. */
  async runningTasks(): Promise<TaskInfo[]> {
    return this.describe(await this.taskArns({ desiredStatus: 'RUNNING' }));
  }

  /** The apps' tasks on a machine that have not ended yet, also those that were told to. */
  async tasksOn(containerInstance: string): Promise<TaskInfo[]> {
    const asked = (['RUNNING', 'STOPPED'] as const).map((desiredStatus) =>
      this.taskArns({ desiredStatus, containerInstance }),
    );
    const tasks = await this.describe((await Promise.all(asked)).flat());
    return tasks.filter(({ state }) => state !== 'STOPPED');
  }

  /** The ids of a process's copies that have stopped, in the last hour at least. */
  async endedTasks(app: string, process: string): Promise<string[]> {
    const tasks = await this.listTasks(app, [process]);
    return tasks.filter(({ state }) => state === 'STOPPED').map(({ id }) => id);
  }

  /** The target groups and latest events of those processes that have a service, by process type. */
  async services(app: string, processes: readonly string[]): Promise<Map<string, ServiceInfo>> {
    const pages: Promise<Service[]>[] = [];
    for (let at = 0; at < processes.length; at += SERVICE_PAGE)
      pages.push(this.servicePage(app, processes.slice(at, at + SERVICE_PAGE)));
    const found = (await Promise.all(pages)).flat();
    const byName = new Map(found.map((service) => [service.serviceName, serviceInfo(service)]));
    return new Map(
      processes.flatMap((process) => {
        const service = byName.get(this.family(app, process));
        return service ? [[process, service] as const] : [];
      }),
    );
  }

  /** Registers a task definition and starts one task of it; answers the task's id. `startedBy` finds it again. */
  async runTask(definition: TaskDefinition, { startedBy }: { startedBy?: string } = {}): Promise<string> {
    const { taskDefinition } = await this.client.send(new RegisterTaskDefinitionCommand(definition));
    return this.start(taskDefinition!.taskDefinitionArn!, startedBy);
  }

  /** Starts one task of what an app has already, as its schedule does; answers the task's id. */
  runProcess(app: string, process: string): Promise<string> {
    return this.start(this.family(app, process));
  }

  /** The ids of the tasks that run and were started by whom this names. */
  async tasksStartedBy(startedBy: string): Promise<string[]> {
    return (await this.taskArns({ startedBy })).map(idOf);
  }

  async task(id: string): Promise<TaskInfo | undefined> {
    return (await this.describe([id]))[0];
  }

  async stopTask(id: string, reason: string): Promise<void> {
    await this.client.send(new StopTaskCommand({ cluster: this.cluster, task: id, reason }));
  }

  /** Begins to replace the copies of a process, one after the other, by others of the same; answers the deployment's id. */
  async restart(app: string, process: string): Promise<string> {
    const service = this.family(app, process);
    const command = new UpdateServiceCommand({ cluster: this.cluster, service, forceNewDeployment: true });
    const { deployments = [] } = (await this.client.send(command)).service ?? {};
    return deployments.find(({ status }) => status === 'PRIMARY')!.id!;
  }

  /** The most that one of the cluster's machines has; undefined while there is none. */
  async largestMachine(): Promise<Machine | undefined> {
    const machines = await this.machines();
    if (machines.length === 0) return undefined;
    return {
      cpu: Math.max(...machines.map(({ cpu }) => cpu)),
      memory: Math.max(...machines.map(({ memory }) => memory)),
    };
  }

  /** The machines of the cluster, as many as one call tells of. */
  async machines(): Promise<ClusterMachine[]> {
    const { containerInstanceArns = [] } = await this.client.send(
      new ListContainerInstancesCommand({ cluster: this.cluster, maxResults: PAGE }),
    );
    if (containerInstanceArns.length === 0) return [];
    const command = new DescribeContainerInstancesCommand({
      cluster: this.cluster,
      containerInstances: containerInstanceArns,
    });
    return ((await this.client.send(command)).containerInstances ?? []).map(machineOf);
  }

  // Private

  /** Two hyphens, which no app's name has, keep apart what `shop` has and what `shop-api` has. */
  private family(app: string, process: string): string {
    return `${this.rack}-${app}--${process}`;
  }

  private async start(taskDefinition: string, startedBy?: string): Promise<string> {
    const whose = startedBy === undefined ? {} : { startedBy };
    const command = new RunTaskCommand({ cluster: this.cluster, taskDefinition, count: 1, ...whose });
    const { tasks = [], failures = [] } = await this.client.send(command);
    if (tasks[0]) return idOf(tasks[0].taskArn!);
    const reason = failures[0]?.reason ?? 'no reason given';
    throw new Failure('task_not_started', `The task could not be started: ${reason}`, { hint: 'Push again later.' });
  }

  private async servicePage(app: string, processes: readonly string[]): Promise<Service[]> {
    const services = processes.map((process) => this.family(app, process));
    const answer = await this.client.send(new DescribeServicesCommand({ cluster: this.cluster, services }));
    return (answer.services ?? []).filter(({ status }) => status !== 'INACTIVE');
  }

  private taskArns(query: TaskQuery): Promise<string[]> {
    return taskArns(this.client, { cluster: this.cluster, ...query });
  }

  private async describe(arns: readonly string[]): Promise<TaskInfo[]> {
    const pages: Promise<TaskInfo[]>[] = [];
    for (let at = 0; at < arns.length; at += PAGE) pages.push(this.describePage(arns.slice(at, at + PAGE)));
    return (await Promise.all(pages)).flat();
  }

  private async describePage(tasks: string[]): Promise<TaskInfo[]> {
    const answer = await this.client.send(new DescribeTasksCommand({ cluster: this.cluster, tasks }));
    const found = await Promise.all(
      (answer.tasks ?? []).map(async (task) => ({ task, owner: await this.ownerOf(task) })),
    );
    return found.flatMap(({ task, owner }) => (owner ? [taskInfo(task, owner)] : []));
  }

  private ownerOf(task: Task): Promise<Owner | undefined> {
    const arn = task.taskDefinitionArn!;
    const known = this.owners.get(arn) ?? this.askOwner(arn);
    this.owners.set(arn, known);
    known.catch(() => this.owners.delete(arn));
    return known;
  }

  private async askOwner(taskDefinition: string): Promise<Owner | undefined> {
    const answer = await this.client.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    return ownerIn(answer.taskDefinition);
  }
}

// Private

function machineOf(instance: ContainerInstance): ClusterMachine {
  const { registeredResources, remainingResources, capacityProviderName } = instance;
  const free = amounts(remainingResources);
  return { ...amounts(registeredResources), free, grows: capacityProviderName !== undefined };
}

function serviceInfo({ loadBalancers, events = [], deployments = [] }: Service): ServiceInfo {
  return {
    targetGroup: loadBalancers?.[0]?.targetGroupArn,
    events: events.map(({ id, createdAt, message }) => ({ id: id!, time: createdAt!, message: message! })),
    rollouts: new Map(deployments.map(({ id, rolloutState }) => [id!, rolloutState ?? 'COMPLETED'])),
  };
}
