import {
  type AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  SetInstanceProtectionCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { DeleteObjectsCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { DeleteSecretCommand, paginateListSecrets, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clients } from './clients.ts';

/** What holds up or outlives the deletion of a rack's stack, and is let go before it. */

/** Lets go what would hold up the deletion of a rack's stack, in whatever state that is. */
export async function letGo(clients: Clients, rack: string): Promise<void> {
  const { Instances: group, Templates: bucket } = await physicalIds(clients, rack);
  if (group) await unprotectInstances(clients.autoScaling, group);
  if (bucket) await emptyBucket(clients.s3, bucket);
}

/** Instances that one call may name. */
const INSTANCES_PER_CALL = 50;

/**
 * Takes the protection from scale-in off the instances. ECS leaves it on when the capacity provider goes, and a group with
 * protected instances is never deleted (github.com/aws/containers-roadmap/issues/2862).
 */
export async function unprotectInstances(client: AutoScalingClient, group: string): Promise<void> {
  const { AutoScalingGroups: [found] = [] } = await client.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group] }),
  );
  if (!found) return;
  const name = { AutoScalingGroupName: group };
  await client.send(new UpdateAutoScalingGroupCommand({ ...name, NewInstancesProtectedFromScaleIn: false }));
  const ids = (found.Instances ?? []).map(({ InstanceId }) => InstanceId!);
  for (let at = 0; at < ids.length; at += INSTANCES_PER_CALL) {
    const InstanceIds = ids.slice(at, at + INSTANCES_PER_CALL);
    await client.send(new SetInstanceProtectionCommand({ ...name, InstanceIds, ProtectedFromScaleIn: false }));
  }
}

/** Empties the bucket of templates, in which a crash may have left one: CloudFormation deletes only empty buckets. */
export async function emptyBucket(client: S3Client, bucket: string): Promise<void> {
  try {
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket })) {
      const Objects = Contents.map(({ Key }) => ({ Key: Key! }));
      if (Objects.length > 0) await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } }));
    }
  } catch (error) {
    if ((error as Error).name !== 'NoSuchBucket') throw error;
  }
}

/** Deletes the settings of apps, which the server keeps beside their stacks. */
export async function deleteAppSecrets(client: SecretsManagerClient, rack: string): Promise<void> {
  const prefix = `rack/${rack}/`;
  const Filters = [{ Key: 'name' as const, Values: [prefix] }];
  for await (const { SecretList = [] } of paginateListSecrets({ client }, { Filters }))
    for (const { Name = '', ARN } of SecretList)
      if (Name.startsWith(prefix))
        await client.send(new DeleteSecretCommand({ SecretId: ARN, ForceDeleteWithoutRecovery: true }));
}

// Private

/** Logical id → physical id, of the resources that the rack's stack has made and not deleted yet. */
async function physicalIds({ cloudFormation }: Clients, StackName: string): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName }))
    for (const { LogicalResourceId, PhysicalResourceId, ResourceStatus } of page.StackResourceSummaries ?? [])
      if (PhysicalResourceId && ResourceStatus !== 'DELETE_COMPLETE') ids[LogicalResourceId!] = PhysicalResourceId;
  return ids;
}
