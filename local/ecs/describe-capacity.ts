import type { CapacityProvider, StrategyItem } from './model.ts';

/** A capacity provider as the API shows it. */
export function describeCapacityProvider(provider: CapacityProvider, withTags: boolean): object {
  return {
    capacityProviderArn: provider.arn,
    name: provider.name,
    status: provider.status,
    autoScalingGroupProvider: {
      autoScalingGroupArn: provider.group,
      managedScaling: provider.managedScaling,
      managedTerminationProtection: provider.managedTerminationProtection,
      managedDraining: provider.managedDraining,
    },
    ...(provider.updateStatus && { updateStatus: provider.updateStatus }),
    ...(provider.updateStatusReason && { updateStatusReason: provider.updateStatusReason }),
    type: 'EC2_AUTOSCALING',
    tags: withTags ? provider.tags : [],
  };
}

/** Where a service or a deployment runs: by capacity providers or by launch type, never both. */
export function describePlacement({ strategy }: { strategy?: StrategyItem[] }): object {
  return strategy ? { capacityProviderStrategy: strategy } : { launchType: 'EC2' };
}
