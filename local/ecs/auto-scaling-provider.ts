import { AwsError, type Input } from '../endpoint/service.ts';
import type { Ecs } from './ecs.ts';
import { required, wholeNumber } from './lookup.ts';
import type { CapacityProvider } from './model.ts';

const WARM_UP_SECONDS = 300;
const MOST_STEP = 10_000;
const DEFAULTS = {
  status: 'DISABLED',
  targetCapacity: 100,
  minimumScalingStepSize: 1,
  maximumScalingStepSize: MOST_STEP,
  instanceWarmupPeriod: WARM_UP_SECONDS,
};
const BOUNDS: Record<string, [number, number]> = {
  targetCapacity: [1, 100],
  minimumScalingStepSize: [1, MOST_STEP],
  maximumScalingStepSize: [1, MOST_STEP],
  instanceWarmupPeriod: [0, 10_000],
};

export type ManagedSettings = Pick<
  CapacityProvider,
  'managedScaling' | 'managedTerminationProtection' | 'managedDraining'
>;

/** The managed settings of an `autoScalingGroupProvider`: what the request names, over what was. */
export function managedSettings(input: Input, former?: ManagedSettings): ManagedSettings {
  const scaling = { ...(former?.managedScaling ?? DEFAULTS), ...scalingOf(input.managedScaling ?? {}) };
  const protection = state(input.managedTerminationProtection, 'managedTerminationProtection');
  const settings: ManagedSettings = {
    managedScaling: scaling,
    managedTerminationProtection: protection ?? former?.managedTerminationProtection ?? 'DISABLED',
    managedDraining: state(input.managedDraining, 'managedDraining') ?? former?.managedDraining ?? 'ENABLED',
  };
  if (settings.managedTerminationProtection === 'ENABLED' && scaling.status !== 'ENABLED') {
    refuse(
      'The managed termination protection setting for the capacity provider is invalid. To enable managed termination ' +
        'protection for a capacity provider, managed scaling must be enabled.',
    );
  }
  return settings;
}

/** The ARN of the Auto Scaling group that a request names by name or ARN; throws when the group will not do. */
export async function groupFor(
  ecs: Ecs,
  nameOrArn: string,
  { managedTerminationProtection }: ManagedSettings,
): Promise<string> {
  const name = required(nameOrArn, 'autoScalingGroupArn').replace(/^.*autoScalingGroupName\//, '');
  const answer = await ecs.callAws('autoscaling', 'DescribeAutoScalingGroups', { AutoScalingGroupNames: [name] });
  const [group] = answer.AutoScalingGroups ?? [];
  if (!group)
    refuse('The specified Auto Scaling group ARN is invalid. Specify a valid Auto Scaling group ARN and try again.');
  if (managedTerminationProtection === 'ENABLED' && !group.NewInstancesProtectedFromScaleIn) {
    refuse(
      'The managed termination protection setting for the capacity provider is invalid. To enable managed termination ' +
        'protection for a capacity provider, the Auto Scaling group must have instance protection from scale in enabled.',
    );
  }
  return group.AutoScalingGroupARN;
}

// Private

function scalingOf(input: Input): Record<string, string | number> {
  const numbers = Object.entries(BOUNDS).flatMap(([name, [least, most]]) => {
    const value = wholeNumber(input[name], name, least);
    if (value !== undefined && value > most) refuse(`The ${name} must be from ${least} to ${most}, and is ${value}.`);
    return value === undefined ? [] : [[name, value] as const];
  });
  const status = state(input.status, 'managedScaling.status');
  return { ...Object.fromEntries(numbers), ...(status && { status }) };
}

function state(value: string | undefined, name: string): 'ENABLED' | 'DISABLED' | undefined {
  if (value === undefined || value === 'ENABLED' || value === 'DISABLED') return value;
  return refuse(`The ${name} must be ENABLED or DISABLED, and is ${value}.`);
}

function refuse(message: string): never {
  throw new AwsError('ClientException', message);
}
