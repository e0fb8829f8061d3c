import { defined, documentText, number, pick, unless, unlessGone } from './answers.ts';
import type { Context, Handler, HandlerTable, Made, Properties } from './handler.ts';
import { tagChanges } from './tags.ts';

const role: Handler = {
  serves: [
    'AssumeRolePolicyDocument',
    'Description',
    'ManagedPolicyArns',
    'MaxSessionDuration',
    'Path',
    'PermissionsBoundary',
    'Policies',
    'RoleName',
    'Tags',
  ],
  attributes: ['Arn', 'RoleId'],
  replacedBy: ['RoleName', 'Path'],
  async create(properties, context) {
    const name = properties.RoleName ?? context.name(64);
    await context.once(async () => {
      const input = defined({
        RoleName: name,
        AssumeRolePolicyDocument: documentText(properties.AssumeRolePolicyDocument),
        ...pick(properties, ['Path', 'Description', 'PermissionsBoundary']),
        MaxSessionDuration: number(properties.MaxSessionDuration),
        Tags: context.tags(properties.Tags),
      });
      return (await context.callAws('iam', 'CreateRole', input)).Role.RoleName;
    });
    await changePolicies(name, properties, {}, context);
    return madeRole(name, context);
  },
  async update(properties, context, previous) {
    const name = context.physicalId as string;
    const PolicyDocument = documentText(properties.AssumeRolePolicyDocument);
    await context.callAws('iam', 'UpdateAssumeRolePolicy', { RoleName: name, PolicyDocument });
    if (
      properties.Description !== previous.Description ||
      properties.MaxSessionDuration !== previous.MaxSessionDuration
    ) {
      const MaxSessionDuration = number(properties.MaxSessionDuration);
      await context.callAws(
        'iam',
        'UpdateRole',
        defined({ RoleName: name, Description: properties.Description, MaxSessionDuration }),
      );
    }
    await changeBoundary(name, properties, previous, context);
    await changePolicies(name, properties, previous, context);
    await retagRole(name, properties, previous, context);
    return madeRole(name, context);
  },
  async delete(properties, context) {
    await changePolicies(context.physicalId as string, {}, properties, context);
    await unlessGone(context.callAws('iam', 'DeleteRole', { RoleName: context.physicalId }));
  },
  async find(properties, context) {
    const RoleName = properties.RoleName ?? context.name(64);
    return (await unlessGone(context.callAws('iam', 'GetRole', { RoleName })))?.Role.RoleName;
  },
};

/** An inline policy put on roles; users and groups are not served here. */
const policy: Handler = {
  serves: ['PolicyDocument', 'PolicyName', 'Roles'],
  attributes: ['Id'],
  replacedBy: [],
  async create(properties, context) {
    // Known before the first call: when a later role refuses it, it is on those before already.
    const id = await context.once(async () => context.name(128));
    for (const RoleName of properties.Roles ?? []) await putPolicy(RoleName, properties, context);
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(properties, context, previous) {
    for (const RoleName of properties.Roles ?? []) await putPolicy(RoleName, properties, context);
    const isRenamed = properties.PolicyName !== previous.PolicyName;
    for (const RoleName of previous.Roles ?? [])
      if (isRenamed || !(properties.Roles ?? []).includes(RoleName)) await takePolicy(RoleName, previous, context);
    const id = context.physicalId as string;
    return { physicalId: id, attributes: { Id: id } };
  },
  async delete(properties, context) {
    for (const RoleName of properties.Roles ?? []) await takePolicy(RoleName, properties, context);
  },
  findsOwn: true,
  find: async (_, context) => context.name(128),
};

const managedPolicy: Handler = {
  serves: ['Description', 'ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles'],
  attributes: ['PolicyArn', 'PolicyId'],
  replacedBy: ['ManagedPolicyName', 'Path', 'Description'],
  async create(properties, context) {
    const arn = await context.once(async () => {
      const input = defined({
        PolicyName: properties.ManagedPolicyName ?? context.name(128),
        PolicyDocument: documentText(properties.PolicyDocument),
        ...pick(properties, ['Path', 'Description']),
      });
      return (await context.callAws('iam', 'CreatePolicy', input)).Policy.Arn;
    });
    for (const RoleName of properties.Roles ?? []) await attach(RoleName, arn, context);
    return madeManagedPolicy(arn, context);
  },
  async update(properties, context, previous) {
    const arn = context.physicalId as string;
    const PolicyDocument = documentText(properties.PolicyDocument);
    if (PolicyDocument !== documentText(previous.PolicyDocument))
      await context.callAws('iam', 'CreatePolicyVersion', { PolicyArn: arn, PolicyDocument, SetAsDefault: true });
    for (const RoleName of properties.Roles ?? []) await attach(RoleName, arn, context);
    for (const RoleName of previous.Roles ?? [])
      if (!(properties.Roles ?? []).includes(RoleName)) await detach(RoleName, arn, context);
    return madeManagedPolicy(arn, context);
  },
  async delete(properties, context) {
    const arn = context.physicalId as string;
    for (const RoleName of properties.Roles ?? []) await detach(RoleName, arn, context);
    await unlessGone(context.callAws('iam', 'DeletePolicy', { PolicyArn: arn }));
  },
  async find(properties, context) {
    const name = properties.ManagedPolicyName ?? context.name(128);
    const arn = `arn:aws:iam::${context.account}:policy${properties.Path ?? '/'}${name}`;
    return (await unlessGone(context.callAws('iam', 'GetPolicy', { PolicyArn: arn })))?.Policy.Arn;
  },
};

const instanceProfile: Handler = {
  serves: ['InstanceProfileName', 'Path', 'Roles'],
  attributes: ['Arn'],
  replacedBy: ['InstanceProfileName', 'Path'],
  async create(properties, context) {
    const name = properties.InstanceProfileName ?? context.name(128);
    await context.once(async () => {
      const input = { InstanceProfileName: name, ...pick(properties, ['Path']) };
      return (await context.callAws('iam', 'CreateInstanceProfile', input)).InstanceProfile.InstanceProfileName;
    });
    await changeRoles(name, properties.Roles ?? [], [], context);
    return madeProfile(name, context);
  },
  async update(properties, context, previous) {
    const name = context.physicalId as string;
    await changeRoles(name, properties.Roles ?? [], previous.Roles ?? [], context);
    return madeProfile(name, context);
  },
  async delete(properties, context) {
    const name = context.physicalId as string;
    await changeRoles(name, [], properties.Roles ?? [], context);
    await unlessGone(context.callAws('iam', 'DeleteInstanceProfile', { InstanceProfileName: name }));
  },
  async find(properties, context) {
    const InstanceProfileName = properties.InstanceProfileName ?? context.name(128);
    const answer = await unlessGone(context.callAws('iam', 'GetInstanceProfile', { InstanceProfileName }));
    return answer?.InstanceProfile.InstanceProfileName;
  },
};

/** AWS::IAM::*: identities. */
export const iamHandlers: HandlerTable = {
  'AWS::IAM::Role': role,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::ManagedPolicy': managedPolicy,
  'AWS::IAM::InstanceProfile': instanceProfile,
};

// Private

async function madeRole(name: string, { callAws }: Context): Promise<Made> {
  const { Role } = await callAws('iam', 'GetRole', { RoleName: name });
  return { physicalId: name, attributes: { Arn: Role.Arn, RoleId: Role.RoleId } };
}

async function changePolicies(RoleName: string, next: Properties, last: Properties, context: Context): Promise<void> {
  const inline: Properties[] = next.Policies ?? [];
  const managed: string[] = next.ManagedPolicyArns ?? [];
  for (const one of inline) await putPolicy(RoleName, one, context);
  for (const one of last.Policies ?? [])
    if (!inline.some(({ PolicyName }) => PolicyName === one.PolicyName)) await takePolicy(RoleName, one, context);
  for (const arn of managed) if (!last.ManagedPolicyArns?.includes(arn)) await attach(RoleName, arn, context);
  for (const arn of last.ManagedPolicyArns ?? []) if (!managed.includes(arn)) await detach(RoleName, arn, context);
}

async function changeBoundary(RoleName: string, next: Properties, last: Properties, { callAws }: Context) {
  const { PermissionsBoundary } = next;
  if (PermissionsBoundary === last.PermissionsBoundary) return;
  if (PermissionsBoundary) await callAws('iam', 'PutRolePermissionsBoundary', { RoleName, PermissionsBoundary });
  else await unlessGone(callAws('iam', 'DeleteRolePermissionsBoundary', { RoleName }));
}

async function putPolicy(RoleName: string, { PolicyName, PolicyDocument }: Properties, { callAws }: Context) {
  await callAws('iam', 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument: documentText(PolicyDocument) });
}

async function takePolicy(RoleName: string, { PolicyName }: Properties, { callAws }: Context) {
  await unlessGone(callAws('iam', 'DeleteRolePolicy', { RoleName, PolicyName }));
}

async function attach(RoleName: string, PolicyArn: string, { callAws }: Context) {
  await callAws('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
}

async function detach(RoleName: string, PolicyArn: string, { callAws }: Context) {
  await unlessGone(callAws('iam', 'DetachRolePolicy', { RoleName, PolicyArn }));
}

async function retagRole(RoleName: string, properties: Properties, previous: Properties, { callAws }: Context) {
  const { set, unset } = tagChanges(properties, previous);
  if (set.length > 0) await callAws('iam', 'TagRole', { RoleName, Tags: set });
  if (unset.length > 0) await callAws('iam', 'UntagRole', { RoleName, TagKeys: unset });
}

async function madeManagedPolicy(arn: string, { callAws }: Context): Promise<Made> {
  const { Policy } = await callAws('iam', 'GetPolicy', { PolicyArn: arn });
  return { physicalId: arn, attributes: { PolicyArn: arn, PolicyId: Policy.PolicyId } };
}

async function madeProfile(name: string, { callAws }: Context): Promise<Made> {
  const { InstanceProfile } = await callAws('iam', 'GetInstanceProfile', { InstanceProfileName: name });
  return { physicalId: name, attributes: { Arn: InstanceProfile.Arn } };
}

async function changeRoles(name: string, next: string[], last: string[], { callAws }: Context): Promise<void> {
  for (const RoleName of last.filter((one) => !next.includes(one)))
    await unlessGone(callAws('iam', 'RemoveRoleFromInstanceProfile', { InstanceProfileName: name, RoleName }));
  for (const RoleName of next.filter((one) => !last.includes(one)))
    await unless(
      /^LimitExceeded$/,
      callAws('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: name, RoleName }),
    );
}
