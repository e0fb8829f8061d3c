import type { Input } from '../../endpoint/service.ts';
import type { Wish } from '../../policy/decision.ts';
import { type Place, resourcesOf } from './resources.ts';

/** What a request wants, as IAM names it: the action itself, and the roles that it hands to a service. */
export function wishesOf(service: string, operation: string, input: Input, place: Place): Wish[] {
  const action = `${PREFIXES[service] ?? service}:${ACTIONS[`${service}:${operation}`] ?? operation}`;
  const context = contextOf(service, operation, input, place);
  const own = resourcesOf(service, operation, input, place).map((resource) => ({ action, resource, context }));
  const more = [...tagging(service, operation, own), ...reading(service, operation, input, place)];
  return [...own, ...more, ...passing(service, operation, input, place)];
}

/** The wish to hand a role to a service. */
export function passingOf(role: unknown, to: string): Wish[] {
  if (role === undefined || role === '') return [];
  const resource = typeof role === 'string' ? role : undefined;
  return [{ action: 'iam:PassRole', resource, context: { 'iam:PassedToService': to } }];
}

// Private

/** Services whose actions begin with another name than their signatures have. */
const PREFIXES: Record<string, string> = { monitoring: 'cloudwatch' };

/** Operations whose action has another name. */
const ACTIONS: Record<string, string> = {
  's3:CompleteMultipartUpload': 'PutObject',
  's3:CreateMultipartUpload': 'PutObject',
  's3:DeleteBucketEncryption': 'PutEncryptionConfiguration',
  's3:DeleteBucketLifecycle': 'PutLifecycleConfiguration',
  's3:DeleteObjects': 'DeleteObject',
  's3:DeletePublicAccessBlock': 'PutBucketPublicAccessBlock',
  's3:HeadBucket': 'ListBucket',
  's3:HeadObject': 'GetObject',
  's3:ListBuckets': 'ListAllMyBuckets',
  's3:ListObjects': 'ListBucket',
  's3:ListObjectsV2': 'ListBucket',
  's3:ListParts': 'ListMultipartUploadParts',
  's3:PutBucketEncryption': 'PutEncryptionConfiguration',
  's3:PutBucketLifecycleConfiguration': 'PutLifecycleConfiguration',
  's3:PutPublicAccessBlock': 'PutBucketPublicAccessBlock',
  's3:UploadPart': 'PutObject',
  'sqs:ChangeMessageVisibilityBatch': 'ChangeMessageVisibility',
  'sqs:DeleteMessageBatch': 'DeleteMessage',
  'sqs:SendMessageBatch': 'SendMessage',
};

/** Services whose tags are written small. */
const SMALL = ['ecr', 'ecs'];

function contextOf(service: string, operation: string, input: Input, { region, account }: Place): Wish['context'] {
  const given = SMALL.includes(service) ? input.tags : input.Tags;
  const tags: Input[] = Array.isArray(given) ? given.filter((tag) => typeof tag === 'object' && tag !== null) : [];
  const requested = tags.map((tag) => [`aws:RequestTag/${tag.Key ?? tag.key}`, `${tag.Value ?? tag.value ?? ''}`]);
  return {
    ...Object.fromEntries(requested),
    'aws:RequestedRegion': service === 'iam' ? 'us-east-1' : region,
    ...(service === 'ecs' && { 'ecs:cluster': clusterOf(operation, input, { region, account }) }),
  };
}

/** As ECS does, only what follows the last slash is looked at. */
function clusterOf(operation: string, { cluster }: Input, { region, account }: Place): string | undefined {
  if (/TaskDefinition|Cluster$|Clusters$/.test(operation)) return undefined;
  return `arn:aws:ecs:${region}:${account}:cluster/${`${cluster || 'default'}`.split('/').at(-1)}`;
}

/** To make a balancer's thing with tags is to tag it too. */
function tagging(service: string, operation: string, own: Wish[]): Wish[] {
  const isTagged = own.some(({ context }) => Object.keys(context).some((key) => key.startsWith('aws:RequestTag/')));
  if (service !== 'elasticloadbalancing' || !operation.startsWith('Create') || !isTagged) return [];
  return own.map((wish) => ({ ...wish, action: 'elasticloadbalancing:AddTags' }));
}

/** To read secrets together is to read each of them; which ones filters mean is not known here. */
function reading(service: string, operation: string, { SecretIdList: list }: Input, place: Place): Wish[] {
  if (`${service}:${operation}` !== 'secretsmanager:BatchGetSecretValue') return [];
  const ids: unknown[] = Array.isArray(list) && list.length > 0 ? list : [undefined];
  return ids.flatMap((SecretId) => wishesOf(service, 'GetSecretValue', { SecretId }, place));
}

/** The roles that a request hands to a service. Those of a task definition that it names are not known here. */
function passing(service: string, operation: string, input: Input, { account }: Place): Wish[] {
  if (service === 'cloudformation') return passingOf(input.RoleARN, 'cloudformation.amazonaws.com');
  if (service === 'iam' && operation === 'AddRoleToInstanceProfile')
    return passingOf(`arn:aws:iam::${account}:role/${input.RoleName}`, 'ec2.amazonaws.com');
  if (service === 'scheduler') return passingOf(input.Target?.RoleArn, 'scheduler.amazonaws.com');
  if (service !== 'ecs') return [];
  const { taskRoleArn, executionRoleArn }: Input =
    (operation === 'RegisterTaskDefinition' && input) || (operation === 'RunTask' && input.overrides) || {};
  return [taskRoleArn, executionRoleArn].flatMap((role) => passingOf(role, 'ecs-tasks.amazonaws.com'));
}
