import { randomUUID } from 'node:crypto';
import { type Config, instanceId } from '../config.ts';
import { AwsError, type CallAws, type Input, type Operation } from '../endpoint/service.ts';
import { type Group, type Groups, nameOf, validationError } from './group.ts';
import { checkDesired, settingsOf } from './settings.ts';
import { describeTag, tagsOf } from './tags.ts';

/** The operations on Auto Scaling groups. Nothing is launched or ended: this machine is the one instance there is. */
export function groupOperations(groups: Groups, config: Config, callAws: CallAws): Record<string, Operation> {
  const machine = instanceId(config);
  return {
    async CreateAutoScalingGroup(input) {
      const name: string = input.AutoScalingGroupName ?? '';
      if (name === '') throw validationError('AutoScalingGroupName is missing.');
      const settings = await settingsOf(input, callAws);
      if (groups.has(name)) throw exists(name);
      const prefix = `arn:aws:autoscaling:${config.region}:${config.account}:autoScalingGroup`;
      const arn = `${prefix}:${randomUUID()}:autoScalingGroupName/${name}`;
      groups.put({ name, arn, created: new Date().toISOString(), ...settings, tags: tagsOf(input.Tags) });
      return undefined;
    },
    async UpdateAutoScalingGroup(input) {
      const group = groups.get(input.AutoScalingGroupName);
      groups.change(group.name, await settingsOf(input, callAws, group));
      return undefined;
    },
    SetDesiredCapacity(input) {
      const group = groups.get(input.AutoScalingGroupName);
      groups.change(group.name, { DesiredCapacity: checkDesired(Number(input.DesiredCapacity), group) });
      return undefined;
    },
    DeleteAutoScalingGroup({ AutoScalingGroupName, ForceDelete }) {
      const { name, instance } = groups.get(AutoScalingGroupName);
      if (instance && String(ForceDelete) !== 'true') throw hasInstances();
      groups.remove(name);
      return undefined;
    },
    DescribeAutoScalingGroups({ AutoScalingGroupNames: names, Filters = [] }) {
      const wanted: string[] | undefined = names?.length > 0 ? names.map(nameOf) : undefined;
      const found = groups.list().filter(({ name }) => !wanted || wanted.includes(name));
      return { AutoScalingGroups: found.filter(fits(Filters)).map(describe) };
    },
    DescribeAutoScalingInstances({ InstanceIds: ids }) {
      const found = groups.list().filter(({ instance }) => instance && (!ids?.length || ids.includes(machine)));
      const members = found.flatMap((group) =>
        instancesOf(group).map((instance) => ({ ...instance, AutoScalingGroupName: group.name })),
      );
      // Upper case is this operation's own way.
      return { AutoScalingInstances: members.map((one) => ({ ...one, HealthStatus: 'HEALTHY' })) };
    },
    SetInstanceProtection({ AutoScalingGroupName, InstanceIds, ProtectedFromScaleIn }) {
      const { name, instance } = groups.get(AutoScalingGroupName);
      const ids: string[] = InstanceIds ?? [];
      const stranger = ids.find((id) => !instance || id !== machine);
      if (stranger) throw validationError(`The instance ${stranger} is not part of Auto Scaling group ${name}.`);
      if (instance && ids.length > 0) {
        groups.change(name, {
          instance: { ...instance, ProtectedFromScaleIn: String(ProtectedFromScaleIn) === 'true' },
        });
      }
      return {};
    },
  };

  function describe(group: Group) {
    const { name, arn, created, settings, MinSize, MaxSize, DesiredCapacity, tags } = group;
    return {
      AutoScalingGroupName: name,
      AutoScalingGroupARN: arn,
      ...settings,
      MinSize,
      MaxSize,
      DesiredCapacity,
      LoadBalancerNames: [],
      TargetGroupARNs: [],
      Instances: instancesOf(group),
      CreatedTime: new Date(created),
      SuspendedProcesses: [],
      EnabledMetrics: [],
      Tags: tags.map((tag) => describeTag(name, tag)),
      NewInstancesProtectedFromScaleIn: group.NewInstancesProtectedFromScaleIn,
      TrafficSources: [],
    };
  }

  function instancesOf({ instance, settings }: Group) {
    if (!instance) return [];
    const [AvailabilityZone] = settings.AvailabilityZones as string[];
    const { ProtectedFromScaleIn, template: LaunchTemplate } = instance;
    const state = { AvailabilityZone, LifecycleState: 'InService', HealthStatus: 'Healthy' };
    return [{ InstanceId: machine, ...state, LaunchTemplate, ProtectedFromScaleIn }];
  }
}

// Private

function fits(filters: Input[]): (group: Group) => boolean {
  return ({ tags }) =>
    filters.every(({ Name, Values }) => {
      if (Name === 'tag-key') return tags.some(({ Key }) => Values.includes(Key));
      if (Name === 'tag-value') return tags.some(({ Value }) => Values.includes(Value));
      return tags.some(({ Key, Value }) => Name === `tag:${Key}` && Values.includes(Value));
    });
}

function exists(name: string): AwsError {
  const message = `AutoScalingGroup by this name already exists - A group with the name ${name} already exists`;
  return new AwsError('AlreadyExists', message);
}

function hasInstances(): AwsError {
  const message =
    'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.';
  return new AwsError('ResourceInUse', message);
}
