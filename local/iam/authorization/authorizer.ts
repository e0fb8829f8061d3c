import { arnOf, type Caller } from '../../endpoint/caller.ts';
import { AwsError, type CallAws, type Input } from '../../endpoint/service.ts';
import { type Document, decide, type Wish } from '../../policy/decision.ts';
import { passingOf, wishesOf } from './wishes.ts';

/** Throws an `AwsError` `AccessDenied` unless the caller's policies allow the request. The root user may do everything. */
export type Authorize = (caller: Caller, service: string, operation: string, input: Input) => Promise<void>;

type RoleCaller = Extract<Caller, { kind: 'role' }>;

export interface AuthorizerDeps {
  callAws: CallAws;
  config: { region: string; account: string; rack: string };
}

/** The judge of requests: by the policies of the role that the caller has taken, and by that role's boundary. */
export function createAuthorizer(deps: AuthorizerDeps): Authorize {
  const { callAws, config } = deps;
  return async (caller, service, operation, input) => {
    if (caller.kind !== 'role' || `${service}:${operation}` === 'sts:GetCallerIdentity') return;
    const held = await policiesOf(callAws, caller);
    for (const plain of wishesOf(service, operation, input, config)) {
      const wish = await completed(deps, plain, service, operation, input);
      mustBeAllowed(arnOf(caller, config), held, wish);
    }
    if (service !== 'ecs' || operation !== 'RunTask') return;
    for (const wish of await passedOn(callAws, input)) mustBeAllowed(arnOf(caller, config), held, wish);
  };
}

/** Calls in this process that are made as a role, and refused where its policies do not allow them. */
export function callAsRole(authorize: Authorize, callAws: CallAws): (roleArn: string, session: string) => CallAws {
  return (roleArn, session) => async (service, operation, input) => {
    await authorize({ kind: 'role', roleArn, session }, service, operation, input);
    return callAws(service, operation, input);
  };
}

// Private

interface Held {
  policies: Document[];
  boundary?: Document[] | undefined;
}

/** What the role is allowed now; nothing, when it is gone or another one has its name. */
async function policiesOf(callAws: CallAws, { roleArn, roleId }: RoleCaller): Promise<Held> {
  const RoleName = roleArn.split('/').at(-1);
  try {
    const { Role } = await callAws('iam', 'GetRole', { RoleName });
    if (Role.Arn !== roleArn || (roleId !== undefined && Role.RoleId !== roleId)) return { policies: [] };
    const boundary = Role.PermissionsBoundary?.PermissionsBoundaryArn;
    return {
      policies: [...(await inline(callAws, RoleName)), ...(await attached(callAws, RoleName))],
      boundary: boundary && [await managed(callAws, boundary)],
    };
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NoSuchEntity') return { policies: [] };
    throw error;
  }
}

async function inline(callAws: CallAws, RoleName: string | undefined): Promise<Document[]> {
  const { PolicyNames } = await callAws('iam', 'ListRolePolicies', { RoleName });
  return Promise.all(
    PolicyNames.map(async (PolicyName: string) =>
      parse((await callAws('iam', 'GetRolePolicy', { RoleName, PolicyName })).PolicyDocument),
    ),
  );
}

async function attached(callAws: CallAws, RoleName: string | undefined): Promise<Document[]> {
  const { AttachedPolicies } = await callAws('iam', 'ListAttachedRolePolicies', { RoleName });
  return Promise.all(AttachedPolicies.map(({ PolicyArn }: Input) => managed(callAws, PolicyArn)));
}

/** A managed policy's document. What AWS's own ones say is not known here: they allow nothing. */
async function managed(callAws: CallAws, PolicyArn: string): Promise<Document> {
  if (PolicyArn.startsWith('arn:aws:iam::aws:')) return { Statement: [] };
  const { Policy } = await callAws('iam', 'GetPolicy', { PolicyArn });
  const version = await callAws('iam', 'GetPolicyVersion', { PolicyArn, VersionId: Policy.DefaultVersionId });
  return parse(version.PolicyVersion.Document);
}

function parse(document: string): Document {
  return JSON.parse(decodeURIComponent(document)) as Document;
}

/** A wish with what only the resource itself tells: a role's path and boundary, a secret's ARN, the tags of a target group. */
async function completed(
  deps: AuthorizerDeps,
  wish: Wish,
  service: string,
  operation: string,
  input: Input,
): Promise<Wish> {
  const { callAws } = deps;
  if (service === 'iam' && isOfRole(wish)) return ofRole(deps, wish, operation, input);
  if (service === 'secretsmanager' && wish.resource !== '*' && input.SecretId && !OTHERWISE_NAMED.includes(operation)) {
    const found = await callAws(service, 'DescribeSecret', { SecretId: input.SecretId }).catch(() => undefined);
    return { ...wish, resource: found?.ARN ?? wish.resource };
  }
  if (service !== 'elasticloadbalancing' || !wish.resource?.includes(':targetgroup/')) return wish;
  const found = await callAws(service, 'DescribeTags', { ResourceArns: [wish.resource] }).catch(() => undefined);
  const tags: Input[] = found?.TagDescriptions?.[0]?.Tags ?? [];
  const own = Object.fromEntries(tags.map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value]));
  return { ...wish, context: { ...own, ...wish.context } };
}

/** Operations that a `SecretId` says nothing to: they name their secrets by other members. */
const OTHERWISE_NAMED = ['CreateSecret', 'BatchGetSecretValue'];

function isOfRole({ resource }: Wish): boolean {
  return resource !== undefined && /^arn:aws:iam::\d*:role\//.test(resource);
}

/** The boundary counts that a role has, or gets: a member of other requests that only looks like it does not. */
async function ofRole(
  { callAws }: AuthorizerDeps,
  wish: Wish,
  operation: string,
  { RoleName, PermissionsBoundary }: Input,
): Promise<Wish> {
  const { Role } = await callAws('iam', 'GetRole', { RoleName }).catch(() => ({ Role: undefined }));
  const isGiven = operation === 'CreateRole' || operation === 'PutRolePermissionsBoundary';
  const boundary = isGiven ? PermissionsBoundary : Role?.PermissionsBoundary?.PermissionsBoundaryArn;
  // Of a role that is to be made, the path asked for counts, not that of another one that has the name already.
  const resource = operation === 'CreateRole' ? wish.resource : (Role?.Arn ?? wish.resource);
  return { ...wish, resource, context: { ...wish.context, 'iam:PermissionsBoundary': boundary } };
}

/** The roles with which a task runs are handed to it by whoever runs it, unless the request has others in their place. */
async function passedOn(callAws: CallAws, { taskDefinition, overrides }: Input): Promise<Wish[]> {
  const found = await callAws('ecs', 'DescribeTaskDefinition', { taskDefinition }).catch(() => undefined);
  const { taskRoleArn, executionRoleArn }: Input = found?.taskDefinition ?? {};
  const roles = [!overrides?.taskRoleArn && taskRoleArn, !overrides?.executionRoleArn && executionRoleArn];
  return roles.flatMap((role) => passingOf(role || undefined, 'ecs-tasks.amazonaws.com'));
}

function mustBeAllowed(who: string, { policies, boundary }: Held, wish: Wish): void {
  const verdicts = { policies: decide(policies, wish), boundary: boundary ? decide(boundary, wish) : 'allowed' };
  if (verdicts.policies === 'allowed' && verdicts.boundary === 'allowed') return;
  const { action, resource } = wish;
  const on = resource && resource !== '*' ? ` on resource: ${resource}` : '';
  const sentence = `User: ${who} is not authorized to perform: ${action}${on} ${reason(verdicts, action)}`;
  throw new AwsError('AccessDenied', sentence, 403);
}

function reason({ policies, boundary }: { policies: string; boundary: string }, action: string): string {
  if (policies === 'denied') return 'with an explicit deny in an identity-based policy';
  if (boundary === 'denied') return 'with an explicit deny in a permissions boundary';
  if (policies === 'unspoken') return `because no identity-based policy allows the ${action} action`;
  return `because no permissions boundary allows the ${action} action`;
}
