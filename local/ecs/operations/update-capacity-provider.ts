import type { Operation } from '../../endpoint/service.ts';
import { groupFor, managedSettings } from '../auto-scaling-provider.ts';
import { existingCapacityProvider } from '../capacity.ts';
import { describeCapacityProvider } from '../describe-capacity.ts';
import type { Ecs } from '../ecs.ts';
import { required } from '../lookup.ts';

/** Changes the managed settings of a capacity provider; its group is its own for ever. */
export const updateCapacityProvider =
  (ecs: Ecs): Operation =>
  async (input) => {
    const provider = existingCapacityProvider(ecs, required(input.name, 'name'));
    const settings = managedSettings(required(input.autoScalingGroupProvider, 'autoScalingGroupProvider'), provider);
    await groupFor(ecs, provider.group, settings);
    Object.assign(provider, settings, { updateStatus: 'UPDATE_COMPLETE', updateStatusReason: undefined });
    ecs.store.capacityProviders.save(provider);
    return { capacityProvider: describeCapacityProvider(provider, true) };
  };
