import type { Input } from '../endpoint/service.ts';
import type { ContainerDefinition } from './model.ts';

const NUMBERS = new Set(
  ['cpu', 'memory', 'memoryReservation', 'containerPort', 'hostPort', 'startTimeout', 'stopTimeout'].concat([
    'interval',
    'timeout',
    'retries',
    'startPeriod',
    'softLimit',
    'hardLimit',
    'size',
    'sharedMemorySize',
    'transitEncryptionPort',
    'ignoredExitCodes',
    'restartAttemptPeriod',
  ]),
);
const FLAGS = new Set(
  ['essential', 'initProcessEnabled', 'readOnly', 'privileged', 'readonlyRootFilesystem'].concat([
    'pseudoTerminal',
    'interactive',
    'disableNetworking',
    'autoprovision',
    'enabled',
  ]),
);
/** Whose members the user names, so that they say nothing about their values. */
const TEXTS = new Set(['dockerLabels', 'options', 'driverOpts', 'labels', 'environment', 'command', 'entryPoint']);

/** A container definition as ECS keeps it: with its defaults, and with numbers where a template had them as strings. */
export function containerDefinitionOf(input: Input): ContainerDefinition {
  const container = typed(input, '') as Partial<ContainerDefinition>;
  return {
    cpu: 0,
    essential: true,
    environment: [],
    mountPoints: [],
    ...container,
    name: input.name,
    image: input.image,
    portMappings: (container.portMappings ?? []).map((mapping) => ({
      ...mapping,
      hostPort: mapping.hostPort ?? 0,
      protocol: mapping.protocol ?? 'tcp',
    })),
  };
}

/** The value of the member `name`, and all within it, in the types that the API has for them. */
export function typed(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((each) => typed(each, name));
  if (TEXTS.has(name)) return texts(value);
  if (NUMBERS.has(name)) return Number(value);
  if (FLAGS.has(name)) return value === true || value === 'true';
  return typeof value === 'object' && value !== null ? eachMember(value, typed) : value;
}

// Private

function texts(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? eachMember(value, texts) : String(value);
}

function eachMember(value: object, change: (value: unknown, name: string) => unknown): object {
  const known = Object.entries(value).filter(([, each]) => each !== undefined && each !== null);
  return Object.fromEntries(known.map(([name, each]) => [name, change(each, name)]));
}
