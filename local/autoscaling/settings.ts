import { AwsError, type CallAws, type Input } from '../endpoint/service.ts';
import { type Group, type LaunchTemplateSpecification, validationError } from './group.ts';

/** Members that are recorded and answered, with what AWS sets when they are not given. */
const RECORDED: Record<string, unknown> = {
  MixedInstancesPolicy: undefined,
  LaunchTemplate: undefined,
  VPCZoneIdentifier: undefined,
  AvailabilityZones: undefined,
  DefaultCooldown: 300,
  HealthCheckType: 'EC2',
  HealthCheckGracePeriod: 0,
  CapacityRebalance: undefined,
  TerminationPolicies: ['Default'],
  MaxInstanceLifetime: undefined,
  DefaultInstanceWarmup: undefined,
  InstanceMaintenancePolicy: undefined,
  ServiceLinkedRoleARN: undefined,
  Context: undefined,
};

/** Members that something else here reads. */
const KNOWN = ['AutoScalingGroupName', 'MinSize', 'MaxSize', 'DesiredCapacity', 'NewInstancesProtectedFromScaleIn'];

type Changes = Omit<Group, 'name' | 'arn' | 'created' | 'instance' | 'tags'>;

/** What a request sets a group to, checked; `former` is the group that it changes. */
export async function settingsOf(input: Input, callAws: CallAws, former?: Group): Promise<Changes> {
  refuseUnknown(input);
  const given = Object.fromEntries(
    Object.keys(RECORDED).flatMap((name) => (name in input ? [[name, input[name]]] : [])),
  );
  const settings: Input = { ...RECORDED, ...former?.settings, ...given };
  // One way to launch takes the place of the other.
  if (given.LaunchTemplate) settings.MixedInstancesPolicy = undefined;
  if (given.MixedInstancesPolicy) settings.LaunchTemplate = undefined;
  if (given.VPCZoneIdentifier || !settings.AvailabilityZones)
    settings.AvailabilityZones = await zones(settings, callAws);
  const isProtected = input.NewInstancesProtectedFromScaleIn ?? former?.NewInstancesProtectedFromScaleIn ?? false;
  return {
    ...sizes(input, former),
    NewInstancesProtectedFromScaleIn: String(isProtected) === 'true',
    settings,
    template: await templateOf(settings, callAws),
  };
}

/** The desired capacity of a request, if it lies within the group's sizes. */
export function checkDesired(desired: number, { MinSize, MaxSize }: Pick<Group, 'MinSize' | 'MaxSize'>): number {
  if (Number.isInteger(desired) && desired >= MinSize && desired <= MaxSize) return desired;
  throw validationError(
    `Desired capacity:${desired} must be between the specified min size:${MinSize} and max size:${MaxSize}`,
  );
}

// Private

function refuseUnknown(input: Input): void {
  const known = [...Object.keys(RECORDED), ...KNOWN, 'Tags'];
  const unknown = Object.keys(input).filter((name) => input[name] !== undefined && !known.includes(name));
  if (unknown.length > 0) throw validationError(`${unknown.join(', ')} is not supported by the local Auto Scaling.`);
}

function sizes(input: Input, former: Group | undefined): Pick<Group, 'MinSize' | 'MaxSize' | 'DesiredCapacity'> {
  const MinSize = size('MinSize', input.MinSize ?? former?.MinSize);
  const MaxSize = size('MaxSize', input.MaxSize ?? former?.MaxSize);
  if (MaxSize < MinSize) {
    throw validationError(`Max bound, ${MaxSize}, must be greater than or equal to min bound, ${MinSize}`);
  }
  // A group that is not told how many it is to have stays within its new bounds.
  const usual = Math.min(Math.max(former?.DesiredCapacity ?? MinSize, MinSize), MaxSize);
  return {
    MinSize,
    MaxSize,
    DesiredCapacity: checkDesired(Number(input.DesiredCapacity ?? usual), { MinSize, MaxSize }),
  };
}

function size(name: string, value: unknown): number {
  const number = Number(value ?? Number.NaN);
  if (Number.isInteger(number) && number >= 0) return number;
  throw validationError(`${name} must be a whole number from 0, and is ${value ?? 'missing'}`);
}

async function zones({ VPCZoneIdentifier }: Input, callAws: CallAws): Promise<string[]> {
  const SubnetIds: string[] = String(VPCZoneIdentifier ?? '')
    .split(/\s*,\s*/)
    .filter(Boolean);
  if (SubnetIds.length === 0) throw validationError('At least one Availability Zone or VPC Subnet is required.');
  const { Subnets } = await callAws('ec2', 'DescribeSubnets', { SubnetIds }).catch(asValidationError);
  return [...new Set<string>(Subnets.map((subnet: Input) => subnet.AvailabilityZone))].sort();
}

async function templateOf(settings: Input, callAws: CallAws): Promise<LaunchTemplateSpecification> {
  const { LaunchTemplate, MixedInstancesPolicy: mixed } = settings;
  const wanted: Input | undefined = LaunchTemplate ?? mixed?.LaunchTemplate?.LaunchTemplateSpecification;
  if (!wanted) {
    throw validationError(
      'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.',
    );
  }
  const { LaunchTemplateId, LaunchTemplateName, Version = '$Default' } = wanted;
  if (!LaunchTemplateId && !LaunchTemplateName) {
    throw validationError('Valid requests must contain either launchTemplateId or LaunchTemplateName');
  }
  const input = { LaunchTemplateId, LaunchTemplateName, Versions: [Version] };
  const answer = await callAws('ec2', 'DescribeLaunchTemplateVersions', input).catch((error) =>
    asValidationError(error, 'You must use a valid fully-formed launch template. '),
  );
  const [found] = answer.LaunchTemplateVersions;
  return {
    LaunchTemplateId: found.LaunchTemplateId,
    LaunchTemplateName: found.LaunchTemplateName,
    Version: String(Version),
  };
}

function asValidationError(error: unknown, prefix = ''): never {
  if (error instanceof AwsError) throw validationError(`${prefix}${error.message}`);
  throw error;
}
