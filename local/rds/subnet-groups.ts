import { page } from '../datastores/pages.ts';
import { lower } from '../datastores/requests.ts';
import { AwsError, type CallAws, type Input, type Operation } from '../endpoint/service.ts';
import type { Store } from './model.ts';
import type { Views } from './views.ts';

/** RDS wants an instance to have somewhere to go when a zone fails. */
const LEAST_ZONES = 2;

/** The operations on subnet groups: checked and kept, as every instance here is reached at one address. */
export function subnetGroupOperations(store: Store, views: Views, callAws: CallAws): Record<string, Operation> {
  const { subnetGroups, instances } = store;
  return {
    async CreateDBSubnetGroup(input) {
      const name = lower(input.DBSubnetGroupName);
      if (!/^[a-z0-9 ._-]{1,255}$/.test(name) || name === 'default')
        throw new AwsError('InvalidParameterValue', `The parameter DBSubnetGroupName is not a valid name: ${name}`);
      const subnets = await subnetsOf(input.SubnetIds);
      if (subnetGroups.has(name))
        throw new AwsError('DBSubnetGroupAlreadyExists', `The DB subnet group '${name}' already exists.`);
      const tags = (input.Tags ?? []).map(({ Key, Value }: Input) => ({ Key, Value: String(Value ?? '') }));
      const description = String(input.DBSubnetGroupDescription ?? '');
      const group = subnetGroups.put(name, { name, description, ...subnets, tags });
      return { DBSubnetGroup: views.subnetGroup(group) };
    },
    DescribeDBSubnetGroups(input) {
      const { DBSubnetGroupName: name } = input;
      const { items, next } = page(name ? [subnetGroups.get(lower(name))] : subnetGroups.list(), input);
      return { DBSubnetGroups: items.map((each) => views.subnetGroup(each)), Marker: next };
    },
    async ModifyDBSubnetGroup(input) {
      const { name, description } = subnetGroups.get(lower(input.DBSubnetGroupName));
      const subnets = await subnetsOf(input.SubnetIds);
      const changes = { ...subnets, description: String(input.DBSubnetGroupDescription ?? description) };
      return { DBSubnetGroup: views.subnetGroup(subnetGroups.change(name, changes)) };
    },
    DeleteDBSubnetGroup(input) {
      const { name } = subnetGroups.get(lower(input.DBSubnetGroupName));
      const user = instances.list().find(({ subnetGroup }) => subnetGroup === name);
      if (user)
        throw new AwsError(
          'InvalidDBSubnetGroupStateFault',
          `Cannot delete the subnet group '${name}' because at least one database instance: ${user.id} is still using it.`,
        );
      subnetGroups.remove(name);
      return undefined;
    },
  };

  async function subnetsOf(SubnetIds: string[] = []) {
    const answer = await callAws('ec2', 'DescribeSubnets', { SubnetIds }).catch((error) => {
      throw error instanceof AwsError && /NotFound/.test(error.code) ? invalidSubnet(error.message) : error;
    });
    const subnets = answer.Subnets.map((each: Input) => ({ id: each.SubnetId, zone: each.AvailabilityZone }));
    const zones = new Set(subnets.map(({ zone }: { zone: string }) => zone));
    if (SubnetIds.length === 0 || zones.size < LEAST_ZONES) throw tooFewZones([...zones] as string[]);
    return { vpcId: answer.Subnets[0].VpcId as string, subnets };
  }
}

// Private

function invalidSubnet(message: string): AwsError {
  return new AwsError('InvalidSubnet', message);
}

function tooFewZones(zones: string[]): AwsError {
  return new AwsError(
    'DBSubnetGroupDoesNotCoverEnoughAZs',
    `The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ${zones.join(', ')}. Add subnets to cover at least ${LEAST_ZONES} AZs.`,
  );
}
