import type { Input } from '../../endpoint/service.ts';
import { DATA_STORES } from './data-stores.ts';

export interface Place {
  region: string;
  account: string;
}

/**
 * The ARNs of what a request is about, as the Service Authorization Reference has them: `*` for actions without resources;
 * undefined where the request does not tell them. Each operation has its own members looked at, as it looks at them itself:
 * a member that it does not know must not pass for what it works on.
 */
export function resourcesOf(
  service: string,
  operation: string,
  input: Input,
  { region, account }: Place,
): (string | undefined)[] {
  const arn = (rest: string) => `arn:aws:${service}:${service === 'iam' ? '' : region}:${account}:${rest}`;
  const resources = SERVICES[service]?.(operation)?.(input, arn) ?? [];
  return resources.length > 0 ? resources : [undefined];
}

// Private

type Arn = (rest: string) => string;
type ArnsOf = (input: Input, arn: Arn) => (string | undefined)[];

/** The members of these names, with those of lists one by one; undefined for one that is no text. */
function texts(...values: unknown[]): (string | undefined)[] {
  return values.flat().map((value) => (typeof value === 'string' && value !== '' ? value : undefined));
}

/** The ARNs of things that a member names by name or ARN. As the services do, only what follows the last slash is looked at. */
function named(prefix: (input: Input) => string, member: string): ArnsOf {
  return (input, arn) => texts(input[member]).map((name) => name && arn(`${prefix(input)}${lastOf(name)}`));
}

const EVERYTHING: ArnsOf = () => ['*'];
const given =
  (member: string): ArnsOf =>
  (input) =>
    texts(input[member]);

const stack: ArnsOf = ({ StackName }, arn) =>
  texts(StackName).map((name) => name && (isArn(name) ? name : arn(`stack/${name}/-`)));
const stackOrAll: ArnsOf = (input, arn) => (input.StackName === undefined ? ['*'] : stack(input, arn));
/** A change set's ARN does not tell its stack. */
const changedStack: ArnsOf = (input, arn) => (isArn(input.ChangeSetName) ? [undefined] : stack(input, arn));

const CLOUDFORMATION: Record<string, ArnsOf> = {
  CreateChangeSet: stack,
  DeleteChangeSet: changedStack,
  DescribeChangeSet: changedStack,
  DescribeStacks: stackOrAll,
  ExecuteChangeSet: changedStack,
  GetTemplate: (input, arn) => (input.ChangeSetName === undefined ? stack(input, arn) : changedStack(input, arn)),
  GetTemplateSummary: stackOrAll,
  ListExports: EVERYTHING,
  ListImports: EVERYTHING,
  ListStacks: EVERYTHING,
  ValidateTemplate: EVERYTHING,
};

const ofCluster = (kind: string) => (input: Input) => `${kind}/${lastOf(`${input.cluster || 'default'}`)}/`;
const definition: ArnsOf = ({ taskDefinition }, arn) =>
  texts(taskDefinition).map((of) => of && arn(`task-definition/${withRevision(lastOf(of))}`));
const cluster: ArnsOf = ({ cluster: of }, arn) => [arn(`cluster/${lastOf(`${of || 'default'}`)}`)];

const ECS: Record<string, ArnsOf> = {
  CreateCluster: EVERYTHING,
  CreateService: named(ofCluster('service'), 'serviceName'),
  DeleteCluster: cluster,
  DeleteService: named(ofCluster('service'), 'service'),
  DeleteTaskDefinitions: ({ taskDefinitions }, arn) =>
    texts(taskDefinitions).map((of) => of && arn(`task-definition/${lastOf(of)}`)),
  DeregisterTaskDefinition: EVERYTHING,
  DescribeClusters: named(() => 'cluster/', 'clusters'),
  DescribeContainerInstances: named(ofCluster('container-instance'), 'containerInstances'),
  DescribeServiceDeployments: given('serviceDeploymentArns'),
  DescribeServiceRevisions: given('serviceRevisionArns'),
  DescribeServices: named(ofCluster('service'), 'services'),
  DescribeTaskDefinition: EVERYTHING,
  DescribeTasks: named(ofCluster('task'), 'tasks'),
  ExecuteCommand: named(ofCluster('task'), 'task'),
  GetTaskProtection: named(ofCluster('task'), 'tasks'),
  ListAccountSettings: EVERYTHING,
  ListAttributes: cluster,
  ListClusters: EVERYTHING,
  ListContainerInstances: cluster,
  ListServiceDeployments: named(ofCluster('service'), 'service'),
  ListServices: EVERYTHING,
  ListServicesByNamespace: EVERYTHING,
  ListTagsForResource: given('resourceArn'),
  ListTaskDefinitionFamilies: EVERYTHING,
  ListTaskDefinitions: EVERYTHING,
  ListTasks: EVERYTHING,
  PutAccountSetting: EVERYTHING,
  PutClusterCapacityProviders: cluster,
  RegisterTaskDefinition: ({ family }, arn) => texts(family).map((of) => of && arn(`task-definition/${of}:1`)),
  RunTask: definition,
  StopServiceDeployment: given('serviceDeploymentArn'),
  StopTask: named(ofCluster('task'), 'task'),
  TagResource: given('resourceArn'),
  UntagResource: given('resourceArn'),
  UpdateCluster: cluster,
  UpdateClusterSettings: cluster,
  UpdateContainerInstancesState: named(ofCluster('container-instance'), 'containerInstances'),
  UpdateService: named(ofCluster('service'), 'service'),
  UpdateTaskProtection: named(ofCluster('task'), 'tasks'),
};

const repository: ArnsOf = ({ repositoryName }, arn) =>
  texts(repositoryName).map((name) => name && arn(`repository/${name}`));

const repositoryAt: ArnsOf = ({ resourceArn }, arn) =>
  repository({ repositoryName: `${resourceArn}`.split(':repository/')[1] }, arn);

const ECR: Record<string, ArnsOf> = {
  DescribeRepositories: ({ repositoryNames }, arn) =>
    repositoryNames === undefined ? ['*'] : repository({ repositoryName: repositoryNames }, arn),
  GetAuthorizationToken: EVERYTHING,
  ListTagsForResource: repositoryAt,
  TagResource: repositoryAt,
  UntagResource: repositoryAt,
};

const stream: ArnsOf = ({ StreamName, StreamARN, ResourceARN }, arn) =>
  texts(StreamName ?? lastOf(`${StreamARN ?? ResourceARN ?? ''}`)).map((name) => name && arn(`stream/${name}`));
/** What Kinesis hands out to go on with is base64 of a list with the stream's name among its members. */
const streamIn =
  (member: string, place: number): ArnsOf =>
  (input, arn) =>
    input[member] === undefined ? stream(input, arn) : stream({ StreamName: memberOf(input[member], place) }, arn);

const KINESIS: Record<string, ArnsOf> = {
  GetRecords: streamIn('ShardIterator', 1),
  ListShards: streamIn('NextToken', 0),
  ListStreams: EVERYTHING,
};

/** What a secret's ARN ends in, only Secrets Manager knows: who can, asks it. */
const secret =
  (member: string): ArnsOf =>
  (input, arn) =>
    texts(input[member]).map((id) => id && (isArn(id) ? id : arn(`secret:${id}-AbCdEf`)));

const SECRETS_MANAGER: Record<string, ArnsOf> = {
  BatchGetSecretValue: EVERYTHING,
  CreateSecret: secret('Name'),
  GetRandomPassword: EVERYTHING,
  ListSecrets: EVERYTHING,
};

const ELASTIC_LOAD_BALANCING: Record<string, ArnsOf> = {
  AddListenerCertificates: given('ListenerArn'),
  AddTags: given('ResourceArns'),
  CreateListener: given('LoadBalancerArn'),
  CreateLoadBalancer: ({ Name, Type }, arn) =>
    texts(Name).map((name) => name && arn(`loadbalancer/${Type === 'network' ? 'net' : 'app'}/${name}/-`)),
  CreateRule: given('ListenerArn'),
  CreateTargetGroup: ({ Name }, arn) => texts(Name).map((name) => name && arn(`targetgroup/${name}/-`)),
  DeleteListener: given('ListenerArn'),
  DeleteLoadBalancer: given('LoadBalancerArn'),
  DeleteRule: given('RuleArn'),
  DeleteTargetGroup: given('TargetGroupArn'),
  DeregisterTargets: given('TargetGroupArn'),
  ModifyListener: given('ListenerArn'),
  ModifyListenerAttributes: given('ListenerArn'),
  ModifyLoadBalancerAttributes: given('LoadBalancerArn'),
  ModifyRule: given('RuleArn'),
  ModifyTargetGroup: given('TargetGroupArn'),
  ModifyTargetGroupAttributes: given('TargetGroupArn'),
  RegisterTargets: given('TargetGroupArn'),
  RemoveListenerCertificates: given('ListenerArn'),
  RemoveTags: given('ResourceArns'),
  SetRulePriorities: ({ RulePriorities }) => texts(...listOf(RulePriorities).map(({ RuleArn }) => RuleArn)),
  SetSecurityGroups: given('LoadBalancerArn'),
  SetSubnets: given('LoadBalancerArn'),
};

const ACM: Record<string, ArnsOf> = {
  ImportCertificate: ({ CertificateArn }) => (CertificateArn === undefined ? ['*'] : texts(CertificateArn)),
  ListCertificates: EVERYTHING,
  RequestCertificate: EVERYTHING,
};

const object: ArnsOf = ({ Bucket, Key }) =>
  texts(Bucket).map((name) => name && `arn:aws:s3:::${name}${Key ? `/${Key}` : ''}`);

const S3: Record<string, ArnsOf> = {
  DeleteObjects: ({ Bucket, Delete }, arn) =>
    listOf(Delete?.Objects).flatMap(({ Key }: Input) => object({ Bucket, Key }, arn)),
  ListBuckets: EVERYTHING,
};

const group: ArnsOf = ({ logGroupName }, arn) => texts(logGroupName).map((name) => name && arn(`log-group:${name}:*`));
const groupAt: ArnsOf = ({ resourceArn }, arn) =>
  group({ logGroupName: `${resourceArn}`.split(':log-group:')[1]?.replace(/:\*$/, '') }, arn);

const LOGS: Record<string, ArnsOf> = {
  DescribeLogGroups: EVERYTHING,
  ListTagsForResource: groupAt,
  TagResource: groupAt,
  UntagResource: groupAt,
};

const schedule: ArnsOf = ({ Name, GroupName = 'default' }, arn) =>
  texts(Name).map((name) => name && arn(`schedule/${GroupName}/${name}`));
const scheduleGroup: ArnsOf = ({ Name }, arn) => texts(Name).map((name) => name && arn(`schedule-group/${name}`));

const SCHEDULER: Record<string, ArnsOf> = {
  CreateScheduleGroup: scheduleGroup,
  DeleteScheduleGroup: scheduleGroup,
  GetScheduleGroup: scheduleGroup,
  ListScheduleGroups: EVERYTHING,
  ListSchedules: EVERYTHING,
  ListTagsForResource: given('ResourceArn'),
  TagResource: given('ResourceArn'),
  UntagResource: given('ResourceArn'),
};

/** A role is looked up by its name; who can, asks IAM for its path. */
const role: ArnsOf = ({ RoleName, Path = '/' }, arn) =>
  texts(RoleName).map((name) => name && arn(`role${Path}${name}`));
const profile: ArnsOf = ({ InstanceProfileName: of }, arn) =>
  texts(of).map((name) => name && arn(`instance-profile/${name}`));

const IAM: Record<string, ArnsOf> = {
  CreatePolicy: ({ PolicyName, Path = '/' }, arn) =>
    texts(PolicyName).map((name) => name && arn(`policy${Path}${name}`)),
  ListInstanceProfilesForRole: role,
};

const ofTable =
  (table: Record<string, ArnsOf>, usual?: ArnsOf) =>
  (operation: string): ArnsOf | undefined =>
    Object.hasOwn(table, operation) ? table[operation] : usual;

const SERVICES: Record<string, (operation: string) => ArnsOf | undefined> = {
  ...DATA_STORES,
  acm: ofTable(ACM, given('CertificateArn')),
  cloudformation: ofTable(CLOUDFORMATION, stack),
  ecs: ofTable(ECS),
  ecr: ofTable(ECR, repository),
  elasticloadbalancing: (operation) =>
    operation.startsWith('Describe') ? EVERYTHING : ofTable(ELASTIC_LOAD_BALANCING)(operation),
  iam: (operation) => ofTable(IAM, /InstanceProfile/.test(operation) ? profile : ofRoleOrPolicy(operation))(operation),
  kinesis: ofTable(KINESIS, stream),
  logs: ofTable(LOGS, group),
  monitoring: () => EVERYTHING,
  s3: ofTable(S3, object),
  scheduler: ofTable(SCHEDULER, schedule),
  secretsmanager: ofTable(SECRETS_MANAGER, secret('SecretId')),
  sts: (operation) => (operation === 'AssumeRole' ? given('RoleArn') : undefined),
};

function ofRoleOrPolicy(operation: string): ArnsOf | undefined {
  if (/^List(Roles|Policies|InstanceProfiles)$/.test(operation)) return EVERYTHING;
  return /Role/.test(operation) ? role : given('PolicyArn');
}

function isArn(text: unknown): text is string {
  return typeof text === 'string' && text.startsWith('arn:');
}

function lastOf(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}

function withRevision(definition: string): string {
  return definition.includes(':') ? definition : `${definition}:1`;
}

function listOf(value: unknown): Input[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : [];
}

function memberOf(token: unknown, place: number): unknown {
  try {
    return JSON.parse(Buffer.from(String(token), 'base64').toString())[place];
  } catch {
    return undefined;
  }
}
