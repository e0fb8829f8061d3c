import { AwsError, type Input } from '../endpoint/service.ts';
import { checkHealthCheck } from './health-check.ts';
import { checkLogConfiguration } from './log-configuration.ts';
import { placementConstraintsOf } from './placement-constraints.ts';
import { isTrue, refuseAny } from './unserved.ts';
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
const DEFINITION_NOT_SERVED = ['ipcMode', 'proxyConfiguration', 'inferenceAccelerators', 'ephemeralStorage'];
const CONDITIONS = ['START', 'COMPLETE', 'SUCCESS', 'HEALTHY'];
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
  if (input.pidMode && input.pidMode !== 'host') {
    refuse(`pidMode ${input.pidMode} is not served by this endpoint: use host, or leave it out.`);
  }
  if (isTrue(input.enableFaultInjection)) refuse('enableFaultInjection is not served by this endpoint.');
  for (const volume of input.volumes ?? []) checkVolume(volume);
  for (const container of input.containerDefinitions) checkContainer(container, input);
  refuseAny(input, DEFINITION_NOT_SERVED, 'ClientException');
  placementConstraintsOf(input.placementConstraints, 'ClientException', true);
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
  if (container.restartPolicy) checkRestartPolicy(container.restartPolicy);
  checkSecrets(container);
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
  const edges = new Map<string, string[]>(
    containers.map(({ name, dependsOn = [] }) => [
      name,
      dependsOn.map(({ containerName }: Input) => containerName as string),
    ]),
  );
  const visit = (name: string, path: string[]) => {
    if (path.includes(name)) refuse('A dependency cycle was found among the containers.');
    if (!edges.has(name)) refuse(`Container '${path.at(-1)}' depends on the unknown container '${name}'.`);
    for (const next of edges.get(name) ?? []) visit(next, [...path, name]);
  };
  for (const { name } of containers) visit(name, []);
  for (const { dependsOn = [] } of containers) {
    for (const dependency of dependsOn) checkCondition(dependency, containers);
  }
}

/** What a container waits for must be able to come. */
function checkCondition({ containerName, condition }: Input, containers: Input[]): void {
  if (!CONDITIONS.includes(condition)) {
    refuse(`The dependsOn condition ${condition} is not valid. Must be one of [${CONDITIONS.join(',')}]`);
  }
  const { essential, healthCheck } = containers.find(({ name }) => name === containerName) as Input;
  if (condition === 'HEALTHY' && !healthCheck) {
    refuse(
      `The container '${containerName}' has no health check, so that no container can depend on it being HEALTHY.`,
    );
  }
  if ((condition === 'COMPLETE' || condition === 'SUCCESS') && String(essential) !== 'false') {
    refuse(`The container '${containerName}' is essential, so that no container can depend on its ${condition}.`);
  }
}

function checkRestartPolicy({ enabled, ignoredExitCodes = [], restartAttemptPeriod = 60 }: Input): void {
  if (!['true', 'false'].includes(String(enabled))) refuse('restartPolicy.enabled should not be null or empty.');
  if (ignoredExitCodes.length > 50) refuse('restartPolicy.ignoredExitCodes cannot be more than 50.');
  const period = Number(restartAttemptPeriod);
  if (period >= 60 && period <= 1800) return;
  refuse(`restartPolicy.restartAttemptPeriod must be from 60 to 1800, and is ${restartAttemptPeriod}.`);
}

function checkSecrets({ secrets = [], environment = [] }: Input): void {
  const names = [...secrets, ...environment].map(({ name }: Input) => name);
  const twice = secrets.find(({ name }: Input) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice)
    refuse(
      `The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${twice.name}'.`,
    );
}

function refuse(message: string): never {
  throw new AwsError('ClientException', message);
}
