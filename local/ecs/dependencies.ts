import { ContainerError } from './launch-error.ts';
import type { ContainerDefinition, TaskContainer, TaskDefinition } from './model.ts';

/** One entry of a container's `dependsOn`. */
export type Dependency = NonNullable<ContainerDefinition['dependsOn']>[number];

/** The names of the containers that a container is started after. */
export function startedBefore({ containers }: TaskDefinition, name: string): string[] {
  const { dependsOn = [] } = containers.find((each) => each.name === name) ?? {};
  return dependsOn.map(({ containerName }) => containerName);
}

/** The names of the containers that a container is stopped after: those that depend on it. */
export function stoppedBefore({ containers }: TaskDefinition, name: string): string[] {
  const depends = ({ dependsOn = [] }: ContainerDefinition) => dependsOn.some((each) => each.containerName === name);
  return containers.filter(depends).map((each) => each.name);
}

/** Does the work of every name after that of the names before it, and what is not ordered at the same time. */
export async function inOrder(
  names: string[],
  before: (name: string) => string[],
  work: (name: string) => Promise<void>,
): Promise<void> {
  const begun = new Map<string, Promise<void>>();
  const begin = (name: string): Promise<void> => {
    const known = begun.get(name) ?? Promise.all(before(name).map(begin)).then(() => work(name));
    begun.set(name, known);
    return known;
  };
  await Promise.allSettled(names.map(begin));
  for (const each of begun.values()) await each;
}

/**
 * Whether a dependency is as far as a container waits for it. Throws in the words of ECS's agent when it never will be,
 * or not within its `startTimeout`.
 */
export function isMet(
  { condition }: Dependency,
  dependency: TaskContainer,
  { startTimeout }: Pick<ContainerDefinition, 'startTimeout'>,
  target: string,
  now: number,
): boolean {
  const { lastStatus, exitCode, health, startedAt, name } = dependency;
  if (condition === 'START') return lastStatus !== 'PENDING';
  if (condition === 'HEALTHY' && health === 'HEALTHY') return true;
  const fail = (what: string, why: string) => {
    throw new ContainerError(
      `CannotStartContainerError: dependency graph: ${what} [${name}] for target [${target}] ${why}`,
    );
  };
  if (lastStatus === 'STOPPED') {
    if (condition === 'COMPLETE' || (condition === 'SUCCESS' && exitCode === 0)) return true;
    const why = condition === 'SUCCESS' ? 'as dependency did not exit successfully.' : 'as dependency has stopped.';
    fail('failed to resolve container ordering dependency', why);
  }
  const isLate = startTimeout && startedAt && now > startedAt + startTimeout * 1000;
  if (isLate) fail('container ordering dependency', 'has timed out.');
  return false;
}
