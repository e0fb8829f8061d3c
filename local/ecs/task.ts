import { type Arns, newTaskId } from './arns.ts';
import type { Resources } from './machine.ts';
import type {
  Deployment,
  EcsService,
  LoadBalancer,
  StrategyItem,
  Tag,
  Task,
  TaskDefinition,
  TaskOverrides,
} from './model.ts';
import { serviceTaskTags } from './tags.ts';

/** A task that is to be started; nothing of it exists yet. */
export function newTask(of: {
  rack: string;
  arns: Arns;
  cluster: string;
  definition: TaskDefinition;
  group: string;
  startedBy?: string;
  overrides?: TaskOverrides;
  tags?: Tag[];
  service?: string;
  deployment?: string;
  loadBalancers?: LoadBalancer[];
  strategy?: StrategyItem[];
  enableExecuteCommand?: boolean;
  request?: Task['request'];
}): Task {
  const id = newTaskId();
  const overrides = of.overrides ?? { containerOverrides: [] };
  const capacityProvider = providerFor(of.strategy);
  return {
    arn: of.arns.task(of.cluster, id),
    id,
    cluster: of.cluster,
    family: of.definition.family,
    definition: of.definition.arn,
    group: of.group,
    ...(of.service && { service: of.service, deployment: of.deployment }),
    ...(of.startedBy && { startedBy: of.startedBy }),
    ...(of.request && { request: of.request }),
    ...(of.enableExecuteCommand && { enableExecuteCommand: true }),
    ...(capacityProvider && { capacityProvider }),
    overrides,
    ...resourcesOf(of.definition, overrides),
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    containers: of.definition.containers.map(({ name, image, essential }) => ({
      name,
      dockerName: `rack-${of.rack}-${of.definition.family}-${id.slice(0, 8)}-${name}`,
      image,
      essential,
      lastStatus: 'PENDING',
      health: 'UNKNOWN',
    })),
    loadBalancers: of.loadBalancers ?? [],
    targets: [],
    provedHealthy: false,
    tags: of.tags ?? [],
    version: 1,
    createdAt: Date.now(),
  };
}

/** A task of a service's deployment. */
export function newServiceTask(
  rack: string,
  arns: Arns,
  service: EcsService,
  deployment: Deployment,
  definition: TaskDefinition,
): Task {
  return newTask({
    rack,
    arns,
    cluster: service.cluster,
    definition,
    group: `service:${service.name}`,
    startedBy: deployment.id,
    service: service.name,
    deployment: deployment.id,
    loadBalancers: deployment.loadBalancers,
    ...(deployment.strategy && { strategy: deployment.strategy }),
    enableExecuteCommand: service.rest.enableExecuteCommand === true,
    tags: serviceTaskTags(service, definition),
  });
}

/** CPU and memory to set aside: the task's own figures, else the sum over its containers (the soft limit before the hard). */
export function resourcesOf(definition: TaskDefinition, overrides: TaskOverrides): Resources {
  const containers = definition.containers.map((each) => ({
    ...each,
    ...overrides.containerOverrides.find(({ name }) => name === each.name),
  }));
  const cpu = overrides.cpu ?? definition.cpu;
  const memory = overrides.memory ?? definition.memory;
  return {
    cpu: cpu ? Number(cpu) : sum(containers.map((each) => each.cpu)),
    memory: memory ? Number(memory) : sum(containers.map((each) => each.memoryReservation ?? each.memory ?? 0)),
  };
}

// Private

/** The provider whose instances a task goes to. One machine belongs to all: the one with the most say has it. */
function providerFor(strategy: StrategyItem[] | undefined): string | undefined {
  const [first] = [...(strategy ?? [])].sort((a, b) => b.base - a.base || b.weight - a.weight);
  return first?.capacityProvider;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
