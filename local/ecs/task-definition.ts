import { AwsError, type Input } from '../endpoint/service.ts';
import { checkHealthCheck } from './health-check.ts';
import { checkLogConfiguration } from './log-configuration.ts';
import { checkVolume } from './volume-definition.ts';

const NAME = /^[\w-]{1,255}$/;
/** What the agent would have to do and this one cannot: refused, so that nobody believes it was done. */
const NOT_SERVED = [
  'links',
  'repositoryCredentials',
  'environmentFiles',
  'firelensConfiguration',
  'volumesFrom',
  'resourceRequirements',
  'credentialSpecs',
];
const LINUX_NOT_SERVED = ['maxSwap', 'swappiness'];

/** Throws the `ClientException` that AWS answers to a task definition that cannot be, or that cannot be run here. */
export function checkTaskDefinition(input: Input): void {
  if (!NAME.test(input.family ?? '')) refuse('Family contains invalid characters.');
  if (!input.containerDefinitions?.length) refuse('Container list cannot be empty.');
  if (input.networkMode && input.networkMode !== 'bridge') {
    refuse(`Network mode ${input.networkMode} is not served by this endpoint: use bridge.`);
  }
  if (input.requiresCompatibilities?.some((each: string) => each !== 'EC2')) {
    refuse('This endpoint runs tasks on this machine only: requiresCompatibilities must be EC2.');
  }
  for (const volume of input.volumes ?? []) checkVolume(volume);
  for (const container of input.containerDefinitions) checkContainer(container, input);
  checkNames(input.containerDefinitions);
  checkOrder(input.containerDefinitions);
}

// Private

function checkContainer(container: Input, { memory, volumes = [] }: Input): void {
  if (!NAME.test(container.name ?? '')) refuse('Container.name contains invalid characters.');
  if (!container.image) refuse('Container.image should not be null or empty.');
  if (!memory && !container.memory && !container.memoryReservation) {
    refuse(
      `Invalid setting for container '${container.name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
    );
  }
  if (Number(container.memoryReservation) > Number(container.memory)) {
    refuse(`Invalid setting for container '${container.name}'. 'memoryReservation' must be less than 'memory'.`);
  }
  checkServed(container);
  if (container.healthCheck) checkHealthCheck(container.healthCheck);
  if (container.logConfiguration) checkLogConfiguration(container.logConfiguration);
  for (const { sourceVolume } of container.mountPoints ?? []) {
    if (!volumes.some(({ name }: Input) => name === sourceVolume)) refuse(`Unknown volume '${sourceVolume}'.`);
  }
}

function checkServed(container: Input): void {
  const linux = container.linuxParameters ?? {};
  const unserved =
    NOT_SERVED.find((name) => container[name]?.length > 0 || container[name]?.type) ??
    LINUX_NOT_SERVED.find((name) => linux[name] !== undefined && linux[name] !== null);
  if (unserved) refuse(`${unserved} is not served by this endpoint.`);
  if (String(container.restartPolicy?.enabled) === 'true') refuse('restartPolicy is not served by this endpoint.');
  if (String(container.disableNetworking) === 'true') refuse('disableNetworking is not served by this endpoint.');
}

function checkNames(containers: Input[]): void {
  const names = new Set(containers.map(({ name }) => name));
  if (names.size < containers.length) refuse('Container names must be unique within a task definition.');
  if (containers.every(({ essential }) => String(essential) === 'false')) {
    refuse('Invalid task definition: at least one container must be marked as essential.');
  }
}

function checkOrder(containers: Input[]): void {
  const edges = new Map<string, string[]>(containers.map(({ name, dependsOn = [] }) => [name, dependsOn.map(nameOf)]));
  const visit = (name: string, path: string[]) => {
    if (path.includes(name)) refuse('A dependency cycle was found among the containers.');
    if (!edges.has(name)) refuse(`Container '${path.at(-1)}' depends on the unknown container '${name}'.`);
    for (const next of edges.get(name) ?? []) visit(next, [...path, name]);
  };
  for (const { name } of containers) visit(name, []);
}

function nameOf({ containerName, condition }: Input): string {
  if (condition !== 'START') refuse(`dependsOn condition ${condition} is not served by this endpoint: use START.`);
  return containerName;
}

function refuse(message: string): never {
  throw new AwsError('ClientException', message);
}
