import { defined, number, pick, unlessGone } from './answers.ts';
import { attributeList, elb, fullName, retagElb } from './elb-call.ts';
import type { Context, Handler, Made, Properties } from './handler.ts';

/** AWS::ElasticLoadBalancingV2::TargetGroup. */
export const targetGroup: Handler = {
  serves: [
    'HealthCheckEnabled',
    'HealthCheckIntervalSeconds',
    'HealthCheckPath',
    'HealthCheckPort',
    'HealthCheckProtocol',
    'HealthCheckTimeoutSeconds',
    'HealthyThresholdCount',
    'IpAddressType',
    'Matcher',
    'Name',
    'Port',
    'Protocol',
    'ProtocolVersion',
    'Tags',
    'TargetGroupAttributes',
    'TargetType',
    'Targets',
    'UnhealthyThresholdCount',
    'VpcId',
  ],
  attributes: ['LoadBalancerArns', 'TargetGroupArn', 'TargetGroupFullName', 'TargetGroupName'],
  replacedBy: ['IpAddressType', 'Name', 'Port', 'Protocol', 'ProtocolVersion', 'TargetType', 'VpcId'],
  async create(properties, context) {
    const arn = await context.once(async () => {
      const input = {
        Name: nameOf(properties, context),
        ...pick(properties, ['IpAddressType', 'Protocol', 'ProtocolVersion', 'TargetType', 'VpcId']),
        ...defined({ Port: number(properties.Port) }),
        ...healthCheck(properties),
        Tags: context.tags(properties.Tags),
      };
      return (await elb(context, 'CreateTargetGroup', input)).TargetGroups[0].TargetGroupArn;
    });
    await setAttributes(arn, properties, context);
    if (properties.Targets?.length > 0)
      await elb(context, 'RegisterTargets', { TargetGroupArn: arn, Targets: properties.Targets });
    return made(arn, context);
  },
  async update(properties, context, previous) {
    const TargetGroupArn = context.physicalId as string;
    await elb(context, 'ModifyTargetGroup', { TargetGroupArn, ...healthCheck(properties) });
    await setAttributes(TargetGroupArn, properties, context);
    await changeTargets(TargetGroupArn, properties.Targets ?? [], previous.Targets ?? [], context);
    await retagElb(TargetGroupArn, properties, previous, context);
    return made(TargetGroupArn, context);
  },
  async delete(_, context) {
    await unlessGone(elb(context, 'DeleteTargetGroup', { TargetGroupArn: context.physicalId }));
  },
  async find(properties, context) {
    const Names = [nameOf(properties, context)];
    return (await unlessGone(elb(context, 'DescribeTargetGroups', { Names })))?.TargetGroups[0]?.TargetGroupArn;
  },
};

// Private

const HEALTH_NUMBERS = [
  'HealthCheckIntervalSeconds',
  'HealthCheckTimeoutSeconds',
  'HealthyThresholdCount',
  'UnhealthyThresholdCount',
];

function nameOf(properties: Properties, context: Context): string {
  return properties.Name ?? context.name(32);
}

function healthCheck(properties: Properties): Properties {
  const numbers = HEALTH_NUMBERS.map((name) => [name, number(properties[name])]);
  const texts = ['HealthCheckEnabled', 'HealthCheckPath', 'HealthCheckPort', 'HealthCheckProtocol', 'Matcher'];
  return { ...pick(properties, texts), ...defined(Object.fromEntries(numbers)) };
}

async function setAttributes(TargetGroupArn: string, properties: Properties, context: Context): Promise<void> {
  const Attributes = attributeList(properties.TargetGroupAttributes ?? []);
  if (Attributes.length > 0) await elb(context, 'ModifyTargetGroupAttributes', { TargetGroupArn, Attributes });
}

async function changeTargets(TargetGroupArn: string, next: Properties[], last: Properties[], context: Context) {
  const missingFrom = (from: Properties[]) => (target: Properties) =>
    !from.some((other) => other.Id === target.Id && String(other.Port) === String(target.Port));
  const gone = last.filter(missingFrom(next));
  const added = next.filter(missingFrom(last));
  if (gone.length > 0) await elb(context, 'DeregisterTargets', { TargetGroupArn, Targets: gone });
  if (added.length > 0) await elb(context, 'RegisterTargets', { TargetGroupArn, Targets: added });
}

async function made(arn: string, context: Context): Promise<Made> {
  const { TargetGroups } = await elb(context, 'DescribeTargetGroups', { TargetGroupArns: [arn] });
  return {
    physicalId: arn,
    attributes: {
      LoadBalancerArns: TargetGroups[0].LoadBalancerArns ?? [],
      TargetGroupArn: arn,
      TargetGroupFullName: fullName(arn),
      TargetGroupName: TargetGroups[0].TargetGroupName,
    },
  };
}
