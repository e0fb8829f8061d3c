import Docker from 'dockerode';
import { RACK_LABEL } from '../../local/config.ts';
import type { Cloud, Shape } from './cloud.ts';

/** All that there is, a line for each thing, with nothing in it that differs from run to run. */
export type Census = string[];

/**
 * Asks every service what it has, and the Docker engine what runs. `run` is what the names of the run begin with, which
 * is left out of the lines; ids become the logical ids of those resources of the `stackIds` that have them. `shown` are
 * the stacks that are to be told of as well.
 */
export async function takeCensus(
  cloud: Cloud,
  rack: string,
  run: string,
  stackIds: string[],
  shown: string[],
): Promise<Census> {
  const names = await physicalIds(cloud, stackIds);
  const listings = [stacks(shown), taskDefinitions(run), ...LISTINGS].map((take) => take(cloud));
  const things = (await Promise.all([docker(rack), ...listings])).flat();
  const lines = things.map(
    ([kind, thing]) => `${kind} ${sorted(plain(JSON.stringify(thing, lasting), names, run, rack))}`,
  );
  return lines.sort();
}

// Private

type Listing = (cloud: Cloud) => Promise<[string, Shape][]>;

/** Everything of a kind that one call lists. */
function list(service: string, operation: string, member: string, input: Shape = {}, more?: More): Listing {
  return async (cloud) => {
    const answer = await cloud.ask(service, operation, input);
    const items: Shape[] = answer[member] ?? [];
    return Promise.all(items.map(async (item) => [member, { ...item, ...(await more?.(cloud, item)) }]));
  };
}

type More = (cloud: Cloud, item: Shape) => Promise<Shape>;

const ec2 = (operation: string, member: string) => list('ec2', operation, member);

const LISTINGS: Listing[] = [
  list('cloudformation', 'ListExports', 'Exports'),
  ec2('DescribeVpcs', 'Vpcs'),
  ec2('DescribeSubnets', 'Subnets'),
  ec2('DescribeInternetGateways', 'InternetGateways'),
  ec2('DescribeRouteTables', 'RouteTables'),
  ec2('DescribeSecurityGroups', 'SecurityGroups'),
  ec2('DescribeNetworkInterfaces', 'NetworkInterfaces'),
  ec2('DescribeAddresses', 'Addresses'),
  ec2('DescribeNatGateways', 'NatGateways'),
  ec2('DescribeVpcEndpoints', 'VpcEndpoints'),
  ec2('DescribeLaunchTemplates', 'LaunchTemplates'),
  list('autoscaling', 'DescribeAutoScalingGroups', 'AutoScalingGroups'),
  list('ecr', 'DescribeRepositories', 'repositories', {}, repository),
  list('kinesis', 'ListStreams', 'StreamSummaries', {}, stream),
  list('s3', 'ListBuckets', 'Buckets', {}, bucket),
  list('secretsmanager', 'ListSecrets', 'SecretList'),
  list('logs', 'DescribeLogGroups', 'logGroups', {}, logGroup),
  list('ssm', 'GetParametersByPath', 'Parameters', { Path: '/', Recursive: true }),
  list('elasticloadbalancing', 'DescribeTargetGroups', 'TargetGroups', {}, targetGroup),
  list('elasticloadbalancing', 'DescribeLoadBalancers', 'LoadBalancers', {}, loadBalancer),
  fileSystems,
  roles,
  policies,
  instanceProfiles,
  clusters,
  list('ecs', 'DescribeCapacityProviders', 'capacityProviders', { include: ['TAGS'] }),
];

function stacks(ids: string[]): Listing {
  return async (cloud) => {
    const found = ids.map(async (StackName): Promise<[string, Shape][]> => {
      const { Stacks } = await cloud.ask('cloudformation', 'DescribeStacks', { StackName });
      const { StackResourceSummaries } = await cloud.ask('cloudformation', 'ListStackResources', { StackName });
      const { StackId: _, ...stack } = Stacks[0];
      const resources = StackResourceSummaries.map((one: Shape) => ['resource', { ...one, Stack: stack.StackName }]);
      return [['stack', stack], ...resources];
    });
    return (await Promise.all(found)).flat();
  };
}

async function repository({ ask }: Cloud, { repositoryName, repositoryArn }: Shape): Promise<Shape> {
  const policy = await ask('ecr', 'GetLifecyclePolicy', { repositoryName }).catch(() => ({}) as Shape);
  const { tags } = await ask('ecr', 'ListTagsForResource', { resourceArn: repositoryArn });
  return { policy: policy.lifecyclePolicyText, tags };
}

async function stream({ ask }: Cloud, { StreamName }: Shape): Promise<Shape> {
  const { StreamDescriptionSummary } = await ask('kinesis', 'DescribeStreamSummary', { StreamName });
  const { Tags } = await ask('kinesis', 'ListTagsForStream', { StreamName });
  return { ...StreamDescriptionSummary, Tags };
}

async function bucket({ ask }: Cloud, { Name }: Shape): Promise<Shape> {
  const { Contents = [] } = await ask('s3', 'ListObjectsV2', { Bucket: Name });
  return { keys: Contents.map(({ Key }: Shape) => Key) };
}

async function logGroup({ ask }: Cloud, { logGroupArn }: Shape): Promise<Shape> {
  return ask('logs', 'ListTagsForResource', { resourceArn: logGroupArn });
}

async function targetGroup({ ask }: Cloud, { TargetGroupArn }: Shape): Promise<Shape> {
  const elb = 'elasticloadbalancing';
  const { Attributes } = await ask(elb, 'DescribeTargetGroupAttributes', { TargetGroupArn });
  const { TargetHealthDescriptions } = await ask(elb, 'DescribeTargetHealth', { TargetGroupArn });
  const { TagDescriptions } = await ask(elb, 'DescribeTags', { ResourceArns: [TargetGroupArn] });
  const targets = TargetHealthDescriptions.map(({ TargetHealth }: Shape) => TargetHealth.State).sort();
  return { Attributes, targets, Tags: TagDescriptions[0].Tags };
}

async function loadBalancer({ ask }: Cloud, { LoadBalancerArn }: Shape): Promise<Shape> {
  const elb = 'elasticloadbalancing';
  const { Attributes } = await ask(elb, 'DescribeLoadBalancerAttributes', { LoadBalancerArn });
  const { Listeners = [] } = await ask(elb, 'DescribeListeners', { LoadBalancerArn });
  const rules = [];
  for (const { ListenerArn } of Listeners) rules.push((await ask(elb, 'DescribeRules', { ListenerArn })).Rules);
  return { Attributes, Listeners, rules };
}

async function fileSystems(cloud: Cloud): Promise<[string, Shape][]> {
  const { FileSystems } = await cloud.get('elasticfilesystem', '/2015-02-01/file-systems');
  return Promise.all(
    FileSystems.map(async (system: Shape) => {
      const of = `FileSystemId=${system.FileSystemId}`;
      const { MountTargets } = await cloud.get('elasticfilesystem', `/2015-02-01/mount-targets?${of}`);
      const { AccessPoints } = await cloud.get('elasticfilesystem', `/2015-02-01/access-points?${of}`);
      return ['FileSystem', { ...system, MountTargets, AccessPoints }];
    }),
  );
}

const members = (value: Shape | undefined): Shape[] => value?.member ?? [];

async function roles({ ask }: Cloud): Promise<[string, Shape][]> {
  const { ListRolesResponse } = await ask('iam', 'ListRoles');
  const all = members(ListRolesResponse.ListRolesResult.Roles);
  return Promise.all(
    all.map(async ({ RoleName }) => {
      const { GetRoleResponse } = await ask('iam', 'GetRole', { RoleName });
      const inline = (await ask('iam', 'ListRolePolicies', { RoleName })).ListRolePoliciesResponse;
      const names = members(inline.ListRolePoliciesResult.PolicyNames);
      const attached = (await ask('iam', 'ListAttachedRolePolicies', { RoleName })).ListAttachedRolePoliciesResponse;
      const documents = [];
      for (const PolicyName of names) {
        const { GetRolePolicyResponse } = await ask('iam', 'GetRolePolicy', { RoleName, PolicyName });
        documents.push(GetRolePolicyResponse.GetRolePolicyResult);
      }
      const Role = { ...GetRoleResponse.GetRoleResult.Role, documents, attached };
      return ['Role', Role];
    }),
  );
}

async function policies({ ask }: Cloud): Promise<[string, Shape][]> {
  const { ListPoliciesResponse } = await ask('iam', 'ListPolicies', { Scope: 'Local' });
  const all = members(ListPoliciesResponse.ListPoliciesResult.Policies);
  return Promise.all(
    all.map(async (policy) => {
      const { Arn: PolicyArn, DefaultVersionId: VersionId } = policy;
      const answer = await ask('iam', 'GetPolicyVersion', { PolicyArn, VersionId });
      const { Document } = answer.GetPolicyVersionResponse.GetPolicyVersionResult.PolicyVersion;
      return ['Policy', { ...policy, Document }];
    }),
  );
}

async function instanceProfiles({ ask }: Cloud): Promise<[string, Shape][]> {
  const { ListInstanceProfilesResponse } = await ask('iam', 'ListInstanceProfiles');
  const all = members(ListInstanceProfilesResponse.ListInstanceProfilesResult.InstanceProfiles);
  return all.map((profile) => ['InstanceProfile', profile]);
}

async function clusters({ ask }: Cloud): Promise<[string, Shape][]> {
  const { clusterArns } = await ask('ecs', 'ListClusters');
  const things: [string, Shape][] = [];
  for (const cluster of clusterArns) {
    const { clusters } = await ask('ecs', 'DescribeClusters', { clusters: [cluster], include: ['TAGS'] });
    things.push(['Cluster', clusters[0]]);
    const { serviceArns } = await ask('ecs', 'ListServices', { cluster });
    for (const arn of serviceArns) {
      const { services } = await ask('ecs', 'DescribeServices', { cluster, services: [arn], include: ['TAGS'] });
      const { events: _events, currentServiceRevisions: _revisions, deployments, ...service } = services[0];
      // A failed one is shown a while longer.
      const lasting = deployments.filter(({ rolloutState }: Shape) => rolloutState !== 'FAILED');
      const shown = lasting.map(({ status, rolloutState, taskDefinition, runningCount }: Shape) => ({
        status,
        rolloutState,
        taskDefinition,
        runningCount,
      }));
      things.push(['Service', { ...service, deployments: shown }]);
    }
    const { taskArns } = await ask('ecs', 'ListTasks', { cluster });
    if (taskArns.length === 0) continue;
    const { tasks } = await ask('ecs', 'DescribeTasks', { cluster, tasks: taskArns });
    for (const { group, lastStatus, desiredStatus, taskDefinitionArn, clusterArn } of tasks)
      things.push(['Task', { group, lastStatus, desiredStatus, taskDefinitionArn, clusterArn }]);
  }
  return things;
}

/** Those of the run only, as inactive ones stay for ever. */
function taskDefinitions(run: string): Listing {
  return async ({ ask }) => {
    const found: [string, Shape][] = [];
    for (const status of ['ACTIVE', 'INACTIVE']) {
      let nextToken: string | undefined;
      do {
        const page = await ask('ecs', 'ListTaskDefinitions', { status, nextToken });
        const ours = page.taskDefinitionArns.filter((arn: string) => status === 'ACTIVE' || arn.includes(run));
        for (const arn of ours) found.push(['TaskDefinition', { status, arn }]);
        nextToken = page.nextToken;
      } while (nextToken);
    }
    return found;
  };
}

/** What runs, and what else there is of the rack; containers of ended tasks may stay a while. */
async function docker(rack: string): Promise<[string, Shape][]> {
  const engine = new Docker();
  const filters = { label: [`${RACK_LABEL}=${rack}`] };
  const containers = await engine.listContainers({ filters });
  const tasks = containers.filter(({ Labels }) => 'com.amazonaws.ecs.task-arn' in Labels);
  const networks = await engine.listNetworks({ filters });
  const { Volumes } = await engine.listVolumes({ filters: JSON.stringify(filters) });
  return [
    ...tasks.map(({ Image, State, Labels, Command }): [string, Shape] => [
      'container',
      { Image, State, Command, family: Labels['com.amazonaws.ecs.task-definition-family'] },
    ]),
    ...networks.map(({ Name }): [string, Shape] => ['network', { Name }]),
    ...Volumes.map(({ Name }): [string, Shape] => ['volume', { Name }]),
  ];
}

/** The ids that the resources of the stacks have, longest first. */
async function physicalIds(cloud: Cloud, stackIds: string[]): Promise<[string, string][]> {
  const ask = (StackName: string) => cloud.ask('cloudformation', 'DescribeStackResources', { StackName });
  const answers = await Promise.all(stackIds.map(ask));
  const found = answers
    .flatMap(({ StackResources }): Shape[] => StackResources)
    .filter(({ PhysicalResourceId }) => PhysicalResourceId)
    .map((one): [string, string] => [one.PhysicalResourceId, `<${one.StackName}.${one.LogicalResourceId}>`]);
  return found.sort(([a], [b]) => b.length - a.length);
}

/** Members that tell when something was, or which of many it happened to be. */
const PASSING =
  /time|timestamp|date|^Version$|createdAt|updatedAt|^(LastChanged|Created|Updated|Creation).*|.*(Token|VersionId|UniqueId|RoleId|PolicyId|ProfileId|InterfaceId|AllocationId|AssociationId|ETag|PrivateIpAddress|PublicIp|IpAddress|DnsName|DNSName)s?$/i;

function lasting(key: string, value: unknown): unknown {
  return PASSING.test(key) ? undefined : value;
}

/** The same JSON with members and items in the order of their texts. */
function sorted(text: string): string {
  const order = (_: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((one) => JSON.stringify(one, order)).sort();
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return JSON.stringify(JSON.parse(text), order).replace(/\\+"/g, "'");
}

/** Without what is different each time: ids, and the ports that this machine hands out. */
function plain(text: string, names: [string, string][], run: string, rack: string): string {
  let shown = text;
  for (const [id, name] of names) shown = shown.replaceAll(id, name);
  return shown
    .replaceAll(rack, 'RACK')
    .replaceAll(run, 'RUN')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '#')
    .replace(/\b(\w+)-[0-9a-f]{8,17}\b/g, '$1-#')
    .replace(/[0-9a-f]{16,32}/g, '#')
    .replace(/\b(32[7-9]|3[3-9]\d|[45]\d\d|60\d)\d\d\b/g, '0')
    .replace(/-[0-9A-Z]{12}\b|-[0-9a-z]{12}\b/g, '-#');
}
