import { page } from '../datastores/pages.ts';
import { lower } from '../datastores/requests.ts';
import { AwsError, type CallAws, type Input, type Operation } from '../endpoint/service.ts';
import type { Store } from './model.ts';
import type { Views } from './views.ts';

/** The operations on subnet groups: checked and kept, as every cache here is reached at one address. */
export function subnetGroupOperations(store: Store, views: Views, callAws: CallAws): Record<string, Operation> {
  const { subnetGroups, caches } = store;
  return {
    async CreateCacheSubnetGroup(input) {
      const name = lower(input.CacheSubnetGroupName);
      if (!/^[a-z0-9-]{1,255}$/.test(name))
        throw new AwsError('InvalidParameterValue', `The parameter CacheSubnetGroupName is not a valid name: ${name}`);
      const subnets = await subnetsOf(input.SubnetIds);
      if (subnetGroups.has(name))
        throw new AwsError('CacheSubnetGroupAlreadyExists', `Cache subnet group ${name} already exists.`);
      const tags = (input.Tags ?? []).map(({ Key, Value }: Input) => ({ Key, Value: String(Value ?? '') }));
      const description = String(input.CacheSubnetGroupDescription ?? '');
      return { CacheSubnetGroup: views.subnetGroup(subnetGroups.put(name, { name, description, ...subnets, tags })) };
    },
    DescribeCacheSubnetGroups(input) {
      const { CacheSubnetGroupName: name } = input;
      const { items, next } = page(name ? [subnetGroups.get(lower(name))] : subnetGroups.list(), input);
      return { CacheSubnetGroups: items.map((each) => views.subnetGroup(each)), Marker: next };
    },
    async ModifyCacheSubnetGroup(input) {
      const group = subnetGroups.get(lower(input.CacheSubnetGroupName));
      const subnets = input.SubnetIds ? await subnetsOf(input.SubnetIds) : {};
      const changes = { ...subnets, description: String(input.CacheSubnetGroupDescription ?? group.description) };
      return { CacheSubnetGroup: views.subnetGroup(subnetGroups.change(group.name, changes)) };
    },
    DeleteCacheSubnetGroup(input) {
      const { name } = subnetGroups.get(lower(input.CacheSubnetGroupName));
      if (caches.list().some(({ subnetGroup }) => subnetGroup === name))
        throw new AwsError(
          'CacheSubnetGroupInUse',
          `Cache subnet group ${name} is currently in use by a cache cluster.`,
        );
      subnetGroups.remove(name);
      return undefined;
    },
  };

  async function subnetsOf(SubnetIds: string[] = []) {
    if (SubnetIds.length === 0) throw new AwsError('InvalidSubnet', 'A subnet group has one subnet at least.');
    const answer = await callAws('ec2', 'DescribeSubnets', { SubnetIds }).catch((error) => {
      throw error instanceof AwsError && /NotFound/.test(error.code)
        ? new AwsError('InvalidSubnet', error.message)
        : error;
    });
    const subnets = answer.Subnets.map((each: Input) => ({ id: each.SubnetId, zone: each.AvailabilityZone }));
    return { vpcId: answer.Subnets[0].VpcId as string, subnets };
  }
}
