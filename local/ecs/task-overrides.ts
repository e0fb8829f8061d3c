import { AwsError, type Input } from '../endpoint/service.ts';
import { typed } from './container-definition.ts';
import { wholeNumber } from './lookup.ts';
import type { ContainerOverride, TaskDefinition, TaskOverrides } from './model.ts';
import { refuseAny } from './unserved.ts';

const UNSERVED = ['ephemeralStorage', 'inferenceAcceleratorOverrides'];
const CONTAINER_UNSERVED = ['environmentFiles', 'resourceRequirements'];

/** The overrides of a request, checked against the definition that they are for. */
export function overridesOf({ overrides = {} }: Input, definition: TaskDefinition): TaskOverrides {
  refuseAny(overrides, UNSERVED, 'InvalidParameterException');
  const containers = (typed(overrides.containerOverrides, '') ?? []) as ContainerOverride[];
  for (const container of containers) checkContainer(container, definition);
  return {
    containerOverrides: containers,
    ...(overrides.taskRoleArn && { taskRoleArn: overrides.taskRoleArn }),
    ...(overrides.executionRoleArn && { executionRoleArn: overrides.executionRoleArn }),
    ...(overrides.cpu && { cpu: String(overrides.cpu) }),
    ...(overrides.memory && { memory: String(overrides.memory) }),
  };
}

// Private

function checkContainer(override: ContainerOverride, { containers }: TaskDefinition): void {
  const container = containers.find(({ name }) => name === override.name);
  if (!container) {
    refuse(`Override for container named ${override.name} is not a container in the TaskDefinition.`);
  }
  refuseAny(override, CONTAINER_UNSERVED, 'InvalidParameterException');
  wholeNumber(override.cpu, 'cpu');
  const memory = wholeNumber(override.memory, 'memory', 4) ?? container?.memory;
  const reserved = wholeNumber(override.memoryReservation, 'memoryReservation', 4) ?? container?.memoryReservation;
  if (memory !== undefined && reserved !== undefined && reserved > memory) {
    refuse(`Invalid setting for container '${override.name}'. 'memoryReservation' must be less than 'memory'.`);
  }
}

function refuse(message: string): never {
  throw new AwsError('InvalidParameterException', message);
}
