import { type AutoScalingClient, TerminateInstanceInAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeInstancesCommand, type EC2Client, type Instance } from '@aws-sdk/client-ec2';
import {
  type ContainerInstance,
  type ContainerInstanceStatus,
  DescribeContainerInstancesCommand,
  type ECSClient,
  ListContainerInstancesCommand,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';

/** What a machine has for containers. */
export interface Machine {
  /** 1024 are a core. */
  cpu: number;
  /** MiB. */
  memory: number;
}

/** A machine of the rack's cluster, as ECS and EC2 know it. */
export interface MachineInfo {
  /** `i-0123456789abcdef0` */
  id: string;
  /** Of the container instance, by which ECS knows it. */
  arn: string;
  /** ECS's status: `ACTIVE`, `DRAINING`… */
  status: string;
  /** Whether ECS hears of it. */
  agentConnected: boolean;
  total: Machine;
  /** What no task has reserved. */
  free: Machine;
  running: number;
  pending: number;
  registeredAt: Date | undefined;
  zone: string | undefined;
  /** `m7i.large` */
  type: string | undefined;
  privateAddress: string | undefined;
  publicAddress: string | undefined;
}

export interface MachinesOptions {
  ecs: ECSClient;
  ec2: EC2Client;
  autoScaling: AutoScalingClient;
  cluster: string;
}

/** The most container instances that one call describes. */
const PAGE = 100;

/** What EC2 answers where it is not there, or the server's role may not ask it: the machines are known without. */
const NOT_TOLD = ['InvalidAction', 'UnauthorizedOperation', 'InvalidInstanceID.NotFound'];

/** The machines of a rack's cluster. */
export class Machines {
  private readonly options: MachinesOptions;

  constructor(options: MachinesOptions) {
    this.options = options;
  }

  /** All machines that are registered, in the order of their ids. */
  async list(): Promise<MachineInfo[]> {
    const known = (await Promise.all((await this.pages()).map((page) => this.describe(page)))).flat();
    const facts = await this.facts(known.flatMap(({ ec2InstanceId }) => ec2InstanceId ?? []));
    const machines = known.map((each) => machineInfo(each, facts.get(each.ec2InstanceId ?? '')));
    return machines.sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  /** Gives a machine no tasks any more, and has the copies on it replaced elsewhere; or makes it take tasks again. */
  async setStatus(arn: string, status: Extract<ContainerInstanceStatus, 'ACTIVE' | 'DRAINING'>): Promise<void> {
    const { ecs, cluster } = this.options;
    await ecs.send(new UpdateContainerInstancesStateCommand({ cluster, containerInstances: [arn], status }));
  }

  /** Ends a machine; its Auto Scaling group starts another one in its place. */
  async terminate(id: string): Promise<void> {
    const command = { InstanceId: id, ShouldDecrementDesiredCapacity: false };
    try {
      await this.options.autoScaling.send(new TerminateInstanceInAutoScalingGroupCommand(command));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  // Private

  private async pages(): Promise<string[][]> {
    const { ecs, cluster } = this.options;
    const pages: string[][] = [];
    let nextToken: string | undefined;
    do {
      const query = { cluster, maxResults: PAGE, ...(nextToken && { nextToken }) };
      const page = await ecs.send(new ListContainerInstancesCommand(query));
      if (page.containerInstanceArns?.length) pages.push(page.containerInstanceArns);
      nextToken = page.nextToken;
    } while (nextToken);
    return pages;
  }

  private async describe(containerInstances: string[]): Promise<ContainerInstance[]> {
    const { ecs, cluster } = this.options;
    const answer = await ecs.send(new DescribeContainerInstancesCommand({ cluster, containerInstances }));
    return answer.containerInstances ?? [];
  }

  private async facts(InstanceIds: string[]): Promise<Map<string, Instance>> {
    if (InstanceIds.length === 0) return new Map();
    try {
      const { Reservations = [] } = await this.options.ec2.send(new DescribeInstancesCommand({ InstanceIds }));
      const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
      return new Map(instances.map((instance) => [instance.InstanceId!, instance]));
    } catch (error) {
      if (NOT_TOLD.includes((error as Error).name)) return new Map();
      throw error;
    }
  }
}

/** How much processor and memory stand in a list of resources. */
export function amounts(resources: ContainerInstance['registeredResources'] = []): Machine {
  const amount = (wanted: string) => resources.find(({ name }) => name === wanted)?.integerValue ?? 0;
  return { cpu: amount('CPU'), memory: amount('MEMORY') };
}

// Private

/** Auto Scaling has one error code for most refusals. */
function isGone(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationError' && /not found/i.test(error.message);
}

function machineInfo(known: ContainerInstance, fact: Instance | undefined): MachineInfo {
  const attribute = (wanted: string) => known.attributes?.find(({ name }) => name === wanted)?.value;
  return {
    id: known.ec2InstanceId ?? known.containerInstanceArn!.split('/').at(-1)!,
    arn: known.containerInstanceArn!,
    status: known.status ?? 'UNKNOWN',
    agentConnected: known.agentConnected === true,
    total: amounts(known.registeredResources),
    free: amounts(known.remainingResources),
    running: known.runningTasksCount ?? 0,
    pending: known.pendingTasksCount ?? 0,
    registeredAt: known.registeredAt ?? fact?.LaunchTime,
    zone: attribute('ecs.availability-zone'),
    type: fact?.InstanceType ?? attribute('ecs.instance-type'),
    privateAddress: fact?.PrivateIpAddress,
    publicAddress: fact?.PublicIpAddress,
  };
}
