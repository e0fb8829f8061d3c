import type { Input } from '../../endpoint/service.ts';
import type { Wish } from './decision.ts';

export interface Place {
  region: string;
  account: string;
}

/** What a request wants, as IAM names it: the action itself, and the roles that it hands to a service. */
export function wishesOf(service: string, operation: string, input: Input, place: Place): Wish[] {
  const action = `${service}:${ACTIONS[`${service}:${operation}`] ?? operation}`;
  const resources = resourcesOf(service, operation, input, place);
  const context = contextOf(service, input, place);
  const own = (resources ?? [undefined]).map((resource) => ({ action, resource, context }));
  return [...own, ...tagging(service, operation, own), ...passing(service, operation, input)];
}

// Private

/** Operations whose action has another name. */
const ACTIONS: Record<string, string> = {
  's3:ListObjectsV2': 'ListBucket',
  's3:HeadBucket': 'ListBucket',
  's3:HeadObject': 'GetObject',
  's3:DeleteObjects': 'DeleteObject',
};

type ArnsOf = (
  input: Input,
  operation: string,
  arn: (rest: string, region?: boolean) => string,
) => string[] | undefined;

/**
 * The ARNs of what requests are about, per service, as the Service Authorization Reference has them: `*` for actions without
 * resources; undefined where the request does not tell them.
 */
const RESOURCES: Record<string, ArnsOf> = {
  cloudformation: ({ StackName }, _, arn) =>
    StackName === undefined ? ['*'] : [isArn(StackName) ? StackName : arn(`stack/${StackName}/-`)],
  ecs: (input, operation, arn) => {
    const cluster = nameOf(input.cluster ?? 'default');
    const definition = (of: string): string =>
      isArn(of) ? of : arn(`task-definition/${of.includes(':') ? of : `${of}:1`}`);
    if (operation === 'RegisterTaskDefinition') return [definition(input.family)];
    if (operation === 'RunTask') return [definition(input.taskDefinition)];
    if (/TaskDefinition|ListTasks$/.test(operation)) return ['*'];
    if (input.resourceArn) return [input.resourceArn];
    const task = (of: string) => (isArn(of) ? of : arn(`task/${cluster}/${of}`));
    if (/Task/.test(operation)) return [input.tasks ?? input.task].flat().map(task);
    const services = [input.services ?? input.serviceName ?? input.service].flat();
    return services.map((of) => (isArn(of) ? of : arn(`service/${cluster}/${of}`)));
  },
  ecr: ({ repositoryName, resourceArn }, operation, arn) => {
    if (operation === 'GetAuthorizationToken') return ['*'];
    const names: string[] = [repositoryName ?? []].flat();
    return resourceArn ? [resourceArn] : names.map((name) => arn(`repository/${name}`));
  },
  kinesis: ({ StreamName, StreamARN }, _, arn) =>
    StreamARN ? [StreamARN] : StreamName ? [arn(`stream/${StreamName}`)] : undefined,
  secretsmanager: ({ SecretId, Name }, operation, arn) => {
    if (operation === 'ListSecrets') return ['*'];
    const id: string = SecretId ?? Name;
    return [isArn(id) ? id : arn(`secret:${id}-AbCdEf`).replace('secret/', 'secret:')];
  },
  elasticloadbalancing: (input, operation, arn) => {
    if (operation.startsWith('Describe')) return ['*'];
    if (operation === 'CreateTargetGroup') return [arn(`targetgroup/${input.Name}/-`)];
    if (operation === 'SetRulePriorities') return input.RulePriorities.map(({ RuleArn }: Input) => RuleArn);
    return [input.RuleArn ?? input.TargetGroupArn ?? input.ListenerArn ?? input.ResourceArns].flat();
  },
  s3: ({ Bucket, Key }) => (Bucket ? [`arn:aws:s3:::${Bucket}${Key ? `/${Key}` : ''}`] : ['*']),
  logs: ({ logGroupName }, _, arn) => (logGroupName ? [arn(`log-group:${logGroupName}:*`)] : undefined),
};

function resourcesOf(service: string, operation: string, input: Input, { region, account }: Place) {
  const arn = (rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
  return RESOURCES[service]?.(input, operation, arn);
}

function contextOf(service: string, input: Input, { region, account }: Place): Wish['context'] {
  const tags: Input[] = [input.Tags ?? input.tags ?? []].flat();
  const requested = tags.map((tag) => [`aws:RequestTag/${tag.Key ?? tag.key}`, `${tag.Value ?? tag.value}`]);
  const cluster = service === 'ecs' && input.cluster;
  return {
    ...Object.fromEntries(requested),
    ...(cluster && {
      'ecs:cluster': isArn(cluster) ? cluster : `arn:aws:ecs:${region}:${account}:cluster/${cluster}`,
    }),
  };
}

/** To make a balancer's thing with tags is to tag it too. */
function tagging(service: string, operation: string, own: Wish[]): Wish[] {
  const isTagged = own.some(({ context }) => Object.keys(context).some((key) => key.startsWith('aws:RequestTag/')));
  if (service !== 'elasticloadbalancing' || !operation.startsWith('Create') || !isTagged) return [];
  return own.map((wish) => ({ ...wish, action: 'elasticloadbalancing:AddTags' }));
}

/** The roles that a request hands to a service. */
function passing(service: string, operation: string, input: Input): Wish[] {
  const pass = (resource: string | undefined, to: string): Wish[] =>
    resource ? [{ action: 'iam:PassRole', resource, context: { 'iam:PassedToService': to } }] : [];
  if (service === 'cloudformation') return pass(input.RoleARN, 'cloudformation.amazonaws.com');
  if (service !== 'ecs' || operation !== 'RegisterTaskDefinition') return [];
  return [input.taskRoleArn, input.executionRoleArn].flatMap((role) => pass(role, 'ecs-tasks.amazonaws.com'));
}

function isArn(text: unknown): boolean {
  return typeof text === 'string' && text.startsWith('arn:');
}

function nameOf(nameOrArn: string): string {
  return nameOrArn.split('/').at(-1) as string;
}
