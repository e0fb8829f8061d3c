import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { createCloudFormation } from '../../../../local/cloudformation/service.ts';
import { createEcs } from '../../../../local/ecs/service.ts';
import { createRegistry } from '../../../../local/endpoint/registry.ts';
import type { Input, Service } from '../../../../local/endpoint/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';
import { config } from '../ecs/rack.ts';

/** Auto Scaling whose every group is there, and protects its instances. */
const autoScaling: Service = {
  signingName: 'autoscaling',
  protocol: 'query',
  version: '2011-01-01',
  operations: {
    DescribeAutoScalingGroups: ({ AutoScalingGroupNames }) => ({
      AutoScalingGroups: AutoScalingGroupNames.map((name: string) => ({
        AutoScalingGroupName: name,
        AutoScalingGroupARN: `arn:aws:autoscaling:eu-west-1:000000000000:autoScalingGroup:0:autoScalingGroupName/${name}`,
        NewInstancesProtectedFromScaleIn: true,
      })),
    }),
  },
};

function template(more: { group?: string; warmUp?: string; isDefault?: boolean } = {}): string {
  const { group = 'one', warmUp = '60', isDefault = true } = more;
  return JSON.stringify({
    Resources: {
      Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'c' } },
      Provider: {
        Type: 'AWS::ECS::CapacityProvider',
        Properties: {
          AutoScalingGroupProvider: {
            AutoScalingGroupArn: group,
            ManagedScaling: { Status: 'ENABLED', TargetCapacity: 100, InstanceWarmupPeriod: warmUp },
            ManagedTerminationProtection: 'ENABLED',
            ManagedDraining: 'ENABLED',
          },
        },
      },
      Capacity: {
        Type: 'AWS::ECS::ClusterCapacityProviderAssociations',
        Properties: {
          Cluster: { Ref: 'Cluster' },
          CapacityProviders: [{ Ref: 'Provider' }],
          DefaultCapacityProviderStrategy: isDefault ? [{ CapacityProvider: { Ref: 'Provider' }, Weight: 1 }] : [],
        },
      },
    },
  });
}

t.test('the capacity of a cluster, in a stack', async (t) => {
  const settings = config('t-cfn-capacity');
  const registry = createRegistry();
  const log = { info: () => {}, error: (message: string, cause?: unknown) => t.comment(message, String(cause)) };
  const database = openDatabase(join(mkdtempSync(join(tmpdir(), 't-cfn-capacity-')), 'local.db'));
  const deps = { config: settings, database, log, callAws: registry.callAws };
  const stacks = createCloudFormation(deps);
  for (const service of [autoScaling, createEcs(deps), stacks]) registry.add(service);
  await stacks.start?.();
  t.teardown(async () => {
    await stacks.stop?.();
    rmSync(settings.home, { recursive: true, force: true });
  });
  const stack = (operation: string, input: Input) =>
    registry.callAws('cloudformation', operation, { StackName: 's', ...input });
  const rests = async (): Promise<Input> => {
    for (;;) {
      const [found] = (await stack('DescribeStacks', {})).Stacks;
      if (!found.StackStatus.endsWith('_IN_PROGRESS')) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const cluster = async () => (await registry.callAws('ecs', 'DescribeClusters', { clusters: ['c'] })).clusters[0];
  const providers = async () => (await registry.callAws('ecs', 'DescribeCapacityProviders', {})).capacityProviders;

  await stack('CreateStack', { TemplateBody: template() });
  t.match(await rests(), { StackStatus: 'CREATE_COMPLETE' });
  const [made] = await providers();
  t.match(made, {
    name: /^s-Provider-/,
    autoScalingGroupProvider: {
      autoScalingGroupArn: /one$/,
      managedScaling: { status: 'ENABLED', targetCapacity: 100, instanceWarmupPeriod: 60 },
    },
  });
  t.same((await cluster()).defaultCapacityProviderStrategy, [{ capacityProvider: made.name, weight: 1, base: 0 }]);

  await stack('UpdateStack', { TemplateBody: template({ warmUp: '90', isDefault: false }) });
  t.match(await rests(), { StackStatus: 'UPDATE_COMPLETE' });
  t.match(await providers(), [
    { name: made.name, autoScalingGroupProvider: { managedScaling: { instanceWarmupPeriod: 90 } } },
  ]);
  t.match(await cluster(), { capacityProviders: [made.name], defaultCapacityProviderStrategy: [] });

  await stack('CreateChangeSet', { ChangeSetName: 'moves', TemplateBody: template({ group: 'two' }) });
  const changeSet = async () => {
    for (;;) {
      const found = await stack('DescribeChangeSet', { ChangeSetName: 'moves' });
      if (found.Status === 'CREATE_COMPLETE' || found.Status === 'FAILED') return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const { Changes } = await changeSet();
  const change = Changes.find(({ ResourceChange }: Input) => ResourceChange.LogicalResourceId === 'Provider');
  t.match(change.ResourceChange, { Replacement: 'Conditional' }, 'some of the settings can be changed in place');
  await stack('UpdateStack', { TemplateBody: template({ group: 'two' }) });
  t.match(await rests(), { StackStatus: 'UPDATE_COMPLETE' });
  const [other, ...rest] = await providers();
  t.equal(rest.length, 0);
  t.not(other.name, made.name, 'another group needs another provider');
  t.same((await cluster()).capacityProviders, [other.name]);

  await stack('DeleteStack', {});
  const end = await rests().catch(() => ({ StackStatus: 'DELETE_COMPLETE' }));
  t.match(end, { StackStatus: 'DELETE_COMPLETE' });
  t.same(await providers(), []);
});
