import { AwsError, type Input, type Operation } from '../../endpoint/service.ts';
import { groupFor, managedSettings } from '../auto-scaling-provider.ts';
import { findCapacityProvider } from '../capacity.ts';
import { describeCapacityProvider } from '../describe-capacity.ts';
import type { Ecs } from '../ecs.ts';
import { required } from '../lookup.ts';

/** Records an Auto Scaling group as a provider of capacity. It scales nothing: this machine is all there is. */
export const createCapacityProvider =
  (ecs: Ecs): Operation =>
  async (input) => {
    const name: string = required(input.name, 'name');
    checkName(name);
    const provider = checkKind(input);
    const settings = managedSettings(provider);
    const group = await groupFor(ecs, provider.autoScalingGroupArn, settings);
    checkFree(ecs, name, group);
    const made = ecs.store.capacityProviders.save({
      arn: ecs.arns.capacityProvider(name),
      name,
      status: 'ACTIVE',
      group,
      ...settings,
      tags: input.tags ?? [],
    });
    return { capacityProvider: describeCapacityProvider(made, true) };
  };

// Private

function checkName(name: string): void {
  if (/^[\w-]{1,255}$/.test(name) && !/^(aws|ecs|fargate)/i.test(name)) return;
  refuse(
    'The specified capacity provider name is invalid. Up to 255 characters are allowed, including letters (upper and ' +
      'lowercase), numbers, underscores, and hyphens. The name cannot be prefixed with "aws", "ecs", or "fargate". ' +
      'Specify a valid name and try again.',
  );
}

function checkKind({ autoScalingGroupProvider, managedInstancesProvider }: Input): Input {
  if (managedInstancesProvider)
    refuse('Managed instances are not served by this endpoint: name an Auto Scaling group.');
  return required(autoScalingGroupProvider, 'autoScalingGroupProvider');
}

function checkFree(ecs: Ecs, name: string, group: string): void {
  if (findCapacityProvider(ecs, name)) {
    refuse(
      'The specified capacity provider already exists. To change the configuration of an existing capacity provider, ' +
        'update the capacity provider.',
    );
  }
  if (ecs.store.capacityProviders.all().some((each) => each.status === 'ACTIVE' && each.group === group)) {
    refuse(
      'The specified Auto Scaling group ARN is already being used by another capacity provider. Specify a unique Auto ' +
        'Scaling group ARN and try again.',
    );
  }
}

function refuse(message: string): never {
  throw new AwsError('ClientException', message);
}
