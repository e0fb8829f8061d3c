import { matches, type Subjects } from './constraint-expression.ts';
import type { Machine } from './machine.ts';
import { machineAttributes } from './machine-attributes.ts';
import type { PlacementConstraint, Task, TaskDefinition } from './model.ts';
import { definitionOf, type Store } from './store.ts';

/** Why a task cannot be placed on this machine: as a failure of RunTask tells it, and as a service's event does. */
export interface Obstacle {
  failure: string;
  event: string;
}

/** What is looked at to place a task. */
export interface Placement {
  store: Store;
  machine: Machine;
  /** The machine's zone is the first of this region. */
  region: string;
}

const MEMORY = { failure: 'RESOURCE:MEMORY', event: 'has insufficient memory available' };
const CPU = { failure: 'RESOURCE:CPU', event: 'has insufficient CPU units available' };
const PORTS = { failure: 'RESOURCE:PORTS', event: 'is already using a port required by your task' };

/** What keeps a task from being placed on this machine, the only container instance there is; undefined when nothing does. */
export function obstacleFor(
  placement: Placement,
  task: Task,
  definition: TaskDefinition,
  constraints: PlacementConstraint[],
): Obstacle | undefined {
  const lack = placement.machine.lacks(task);
  if (lack) return lack === 'memory' ? MEMORY : CPU;
  if (isPortTaken(placement, definition)) return PORTS;
  const all = [...constraints, ...(definition.placementConstraints ?? [])];
  if (all.some(({ type }) => type === 'distinctInstance') && hasSibling(placement, task)) return constraint('Distinct');
  const members = all.filter(({ type }) => type === 'memberOf');
  if (members.length === 0) return undefined;
  const subjects = subjectsOf(placement, task.cluster);
  return members.every(({ expression = '' }) => matches(expression, subjects)) ? undefined : constraint('MemberOf');
}

/** The ports of the machine that a definition's containers ask for by number. */
export function fixedPorts({ containers }: TaskDefinition): string[] {
  const mappings = containers.flatMap(({ portMappings }) => portMappings);
  return mappings.filter(({ hostPort }) => hostPort > 0).map(({ hostPort, protocol }) => `${hostPort}/${protocol}`);
}

// Private

function constraint(kind: 'Distinct' | 'MemberOf'): Obstacle {
  const failure = `${kind === 'Distinct' ? 'DistinctInstance' : kind} placement constraint unsatisfied.`;
  return { failure, event: `encountered error "${failure}"` };
}

function isPortTaken({ store }: Placement, definition: TaskDefinition): boolean {
  const wanted = fixedPorts(definition);
  if (wanted.length === 0) return false;
  const taken = new Set(running(store.tasks.all()).flatMap((task) => fixedPorts(definitionOf(store, task.definition))));
  return wanted.some((port) => taken.has(port));
}

/** Whether a task of the same group is there: of the same service, or of the same family. */
function hasSibling({ store }: Placement, { cluster, group }: Task): boolean {
  return running(store.tasksIn(cluster)).some((task) => task.group === group);
}

function subjectsOf({ store, machine, region }: Placement, cluster: string): Subjects {
  const tasks = running(store.tasksIn(cluster));
  return {
    attributes: Object.fromEntries(machineAttributes(machine, region).map(({ name, value }) => [name, value])),
    taskGroups: tasks.map(({ group }) => group),
    runningTasksCount: tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
  };
}

function running(tasks: Task[]): Task[] {
  return tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED');
}
