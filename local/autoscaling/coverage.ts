import type { Coverage } from '../coverage/coverage.ts';

const INERT =
  'Sizes, launch template, mixed instances policy and tags are kept and told; nothing is launched or ended. No launch configurations, load balancers, hooks.';
const MACHINE =
  'This machine (`i-…`, made of the name of the rack, the same as in ECS) is the one instance, of the oldest group that wants any; others have none, and no group has more, whatever is desired.';

/** How far Auto Scaling's operations go: groups are recorded. */
export const coverage: Coverage<'autoscaling'> = {
  partial: {
    DeleteAutoScalingGroup: 'Ends no instance.',
    DescribeAutoScalingGroups: MACHINE,
    DescribeAutoScalingInstances: MACHINE,
    SetInstanceProtection: 'Holds this machine in its group, as on AWS; there is nothing else to protect.',
  },
  inert: {
    CreateAutoScalingGroup: INERT,
    SetDesiredCapacity: INERT,
    UpdateAutoScalingGroup: INERT,
  },
};
