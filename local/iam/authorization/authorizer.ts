import { arnOf, type Caller } from '../../endpoint/caller.ts';
import { AwsError, type CallAws, type Input } from '../../endpoint/service.ts';
import { type Document, decide, type Wish } from './decision.ts';
import { wishesOf } from './wishes.ts';

/** Throws an `AwsError` `AccessDenied` unless the caller's policies allow the request. The root user may do everything. */
export type Authorize = (caller: Caller, service: string, operation: string, input: Input) => Promise<void>;

export interface AuthorizerDeps {
  callAws: CallAws;
  config: { region: string; account: string; rack: string };
}

/** The judge of requests: by the policies of the role that the caller has taken, and by that role's boundary. */
export function createAuthorizer(deps: AuthorizerDeps): Authorize {
  const { callAws, config } = deps;
  return async (caller, service, operation, input) => {
    if (caller.kind !== 'role' || `${service}:${operation}` === 'sts:GetCallerIdentity') return;
    const { policies, boundary } = await policiesOf(callAws, caller.roleArn);
    for (const plain of wishesOf(service, operation, input, config)) {
      const wish = await completed(deps, plain, service, input);
      const isAllowed = [policies, ...(boundary ? [boundary] : [])].every((all) => decide(all, wish) === 'allowed');
      if (!isAllowed) throw denied(arnOf(caller, config), wish);
    }
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

async function policiesOf(callAws: CallAws, roleArn: string) {
  const RoleName = roleArn.split('/').at(-1);
  const [{ Role }, { PolicyNames }, { AttachedPolicies }] = await Promise.all([
    callAws('iam', 'GetRole', { RoleName }),
    callAws('iam', 'ListRolePolicies', { RoleName }),
    callAws('iam', 'ListAttachedRolePolicies', { RoleName }),
  ]);
  const inline = PolicyNames.map(async (PolicyName: string) =>
    parse((await callAws('iam', 'GetRolePolicy', { RoleName, PolicyName })).PolicyDocument),
  );
  const attached = AttachedPolicies.map(({ PolicyArn }: Input) => managed(callAws, PolicyArn));
  const boundaryArn = Role.PermissionsBoundary?.PermissionsBoundaryArn;
  return {
    policies: (await Promise.all([...inline, ...attached])) as Document[],
    boundary: boundaryArn && [await managed(callAws, boundaryArn)],
  };
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

/** A wish with what only the resource itself tells: a role's path and boundary, the tags of a balancer's thing. */
async function completed(deps: AuthorizerDeps, wish: Wish, service: string, input: Input): Promise<Wish> {
  const { callAws } = deps;
  if (service === 'iam' && input.RoleName) return ofRole(deps, wish, input);
  if (service !== 'elasticloadbalancing' || !wish.resource?.includes(':targetgroup/')) return wish;
  const found = await callAws(service, 'DescribeTags', { ResourceArns: [wish.resource] }).catch(() => undefined);
  const tags: Input[] = found?.TagDescriptions?.[0]?.Tags ?? [];
  const own = Object.fromEntries(tags.map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value]));
  return { ...wish, context: { ...own, ...wish.context } };
}

async function ofRole(
  { callAws, config: { account } }: AuthorizerDeps,
  wish: Wish,
  { RoleName, Path = '/', PermissionsBoundary }: Input,
): Promise<Wish> {
  const { Role } = await callAws('iam', 'GetRole', { RoleName }).catch(() => ({ Role: undefined }));
  const resource = Role?.Arn ?? `arn:aws:iam::${account}:role${Path}${RoleName}`;
  const boundary = PermissionsBoundary ?? Role?.PermissionsBoundary?.PermissionsBoundaryArn;
  return { ...wish, resource, context: { ...wish.context, 'iam:PermissionsBoundary': boundary } };
}

function denied(who: string, { action, resource }: Wish): AwsError {
  const on = resource && resource !== '*' ? ` on resource: ${resource}` : '';
  const sentence = `User: ${who} is not authorized to perform: ${action}${on} because no identity-based policy allows the ${action} action`;
  return new AwsError('AccessDenied', sentence, 403);
}
