import { boolean, defined, number, pick } from './answers.ts';
import {
  type Context,
  type Handler,
  HandlerFailure,
  type HandlerTable,
  type Made,
  type Properties,
} from './handler.ts';
import { whenFree } from './pace.ts';
import { tagChanges } from './tags.ts';

const RECORDED = [
  'AvailabilityZones',
  'Context',
  'HealthCheckType',
  'InstanceMaintenancePolicy',
  'LaunchTemplate',
  'MixedInstancesPolicy',
  'ServiceLinkedRoleARN',
  'TerminationPolicies',
];
const NUMBERS = ['DefaultInstanceWarmup', 'DesiredCapacity', 'HealthCheckGracePeriod', 'MaxInstanceLifetime'];
const OTHERS = [
  'AutoScalingGroupName',
  'CapacityRebalance',
  'Cooldown',
  'MaxSize',
  'MinSize',
  'NewInstancesProtectedFromScaleIn',
  'Tags',
  'VPCZoneIdentifier',
];

const group: Handler = {
  serves: [...RECORDED, ...NUMBERS, ...OTHERS],
  attributes: ['AutoScalingGroupARN'],
  replacedBy: ['AutoScalingGroupName', 'InstanceId'],
  async create(properties, context) {
    const AutoScalingGroupName = nameOf(properties, context);
    await context.once(async () => {
      const Tags = context.tags(properties.Tags).map(launched);
      const input = { AutoScalingGroupName, ...settings(properties), Tags };
      await context.callAws('autoscaling', 'CreateAutoScalingGroup', input);
      return AutoScalingGroupName;
    });
    return made(AutoScalingGroupName, context);
  },
  async update(properties, context, previous) {
    checkRolling(properties, context);
    const AutoScalingGroupName = context.physicalId as string;
    const input = { AutoScalingGroupName, ...settings(properties) };
    await context.callAws('autoscaling', 'UpdateAutoScalingGroup', input);
    await retag(AutoScalingGroupName, properties, previous, context);
    return made(AutoScalingGroupName, context);
  },
  async delete(_, context) {
    const AutoScalingGroupName = context.physicalId as string;
    // As on AWS, instances that are protected from scaling in hold the group.
    const input = { AutoScalingGroupName, MinSize: 0, MaxSize: 0, DesiredCapacity: 0 };
    if (!(await describe(AutoScalingGroupName, context))) return;
    await context.callAws('autoscaling', 'UpdateAutoScalingGroup', input);
    const remove = () => context.callAws('autoscaling', 'DeleteAutoScalingGroup', { AutoScalingGroupName });
    await whenFree(context, /^ResourceInUse$/, remove);
  },
  async find(properties, context) {
    return (await describe(nameOf(properties, context), context))?.AutoScalingGroupName;
  },
};

/** AWS::AutoScaling::*. Its UpdatePolicy is only checked: no instance is ever replaced here. */
export const autoScalingHandlers: HandlerTable = { 'AWS::AutoScaling::AutoScalingGroup': group };

// Private

function nameOf(properties: Properties, context: Context): string {
  return properties.AutoScalingGroupName ?? context.name();
}

function settings(properties: Properties): Properties {
  const numbers = NUMBERS.map((name) => [name, number(properties[name])]);
  return defined({
    ...pick(properties, RECORDED),
    ...Object.fromEntries(numbers),
    MinSize: number(properties.MinSize),
    MaxSize: number(properties.MaxSize),
    DefaultCooldown: number(properties.Cooldown),
    VPCZoneIdentifier: properties.VPCZoneIdentifier?.join(','),
    NewInstancesProtectedFromScaleIn: boolean(properties.NewInstancesProtectedFromScaleIn),
    CapacityRebalance: boolean(properties.CapacityRebalance),
  });
}

function checkRolling({ MaxSize }: Properties, { updatePolicy }: Context): void {
  const least = number(updatePolicy?.AutoScalingRollingUpdate?.MinInstancesInService) ?? 0;
  if (least === 0 || least < Number(MaxSize)) return;
  throw new HandlerFailure(`MinInstancesInService, ${least}, must be less than the group's MaxSize, ${MaxSize}`);
}

async function describe(name: string, { callAws }: Context): Promise<Properties | undefined> {
  const answer = await callAws('autoscaling', 'DescribeAutoScalingGroups', { AutoScalingGroupNames: [name] });
  return answer.AutoScalingGroups[0];
}

async function made(name: string, context: Context): Promise<Made> {
  const found = await describe(name, context);
  return { physicalId: name, attributes: { AutoScalingGroupARN: found?.AutoScalingGroupARN } };
}

/** A tag as the API has it: CloudFormation's own go to the instances too. */
function launched(tag: Properties): Properties {
  return { ...tag, PropagateAtLaunch: boolean(tag.PropagateAtLaunch) ?? true };
}

async function retag(ResourceId: string, properties: Properties, previous: Properties, { callAws }: Context) {
  const { unset } = tagChanges(properties, previous);
  const named = { ResourceId, ResourceType: 'auto-scaling-group' };
  const Tags = (properties.Tags ?? []).map((tag: Properties) => ({ ...launched(tag), ...named }));
  if (Tags.length > 0) await callAws('autoscaling', 'CreateOrUpdateTags', { Tags });
  const gone = unset.map((Key) => ({ Key, ...named }));
  if (gone.length > 0) await callAws('autoscaling', 'DeleteTags', { Tags: gone });
}
