import type { Value, Values } from '../template/template.ts';

/** Maps whose keys are the author's words, not members of a shape. */
const FREE_MAPS = new Set(['DockerLabels', 'Options', 'DriverOpts', 'Labels']);

/** Members that the API has as numbers; a template may have them as texts from its parameters. */
const NUMBERS = new Set(
  `Base BakeTimeInMinutes ContainerPort DesiredCount HardLimit HealthCheckGracePeriodSeconds HostPort InstanceWarmupPeriod Interval
   MaxSwap MaximumPercent MaximumScalingStepSize MemoryReservation MinimumHealthyPercent MinimumScalingStepSize Port Retries SharedMemorySize SizeInGiB SoftLimit StartPeriod StartTimeout
   Size StopTimeout Swappiness TargetCapacity Timeout TransitEncryptionPort Weight`.split(/\s+/),
);

const BOOLEANS = new Set(
  `Autoprovision DisableNetworking Enable EnableECSManagedTags EnableExecuteCommand Essential InitProcessEnabled
   Interactive Privileged PseudoTerminal ReadOnly ReadonlyRootFilesystem Rollback`.split(/\s+/),
);

/** Names that differ by more than their first letter. */
const RENAMED: Record<string, string> = { FilesystemId: 'fileSystemId', PlacementStrategies: 'placementStrategy' };

/** Properties as the template has them (`ContainerPort: "80"`) as members of the ECS API (`containerPort: 80`). */
export function toCamel(value: Value, inside = ''): Value {
  if (Array.isArray(value)) return value.map((item) => toCamel(item, inside));
  if (typeof value !== 'object' || value === null) return scalar(value, inside);
  if (FREE_MAPS.has(inside)) return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
  const members: Values = {};
  for (const [key, member] of Object.entries(value)) members[camel(key)] = toCamel(member, key);
  return members;
}

// Private

function camel(key: string): string {
  return RENAMED[key] ?? key.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]/, (head) => head.toLowerCase());
}

function scalar(value: Value, name: string): Value {
  if (NUMBERS.has(name)) return Number(value);
  if (BOOLEANS.has(name)) return String(value) === 'true';
  return value;
}
