import { AwsError, type Operation } from '../endpoint/service.ts';
import { checkName, checkPolicyDocument, noSuchEntity } from './errors.ts';
import type { Policies } from './policies.ts';
import type { Roles } from './roles.ts';

/** The operations on what a role may do: its inline policies and the managed ones attached to it. */
export function rolePolicyOperations(roles: Roles, policies: Policies): Record<string, Operation> {
  return {
    PutRolePolicy({ RoleName, PolicyName, PolicyDocument }) {
      checkName('policyName', PolicyName, 128);
      checkPolicyDocument(PolicyDocument);
      roles.change(RoleName, { inline: { ...roles.find(RoleName).inline, [PolicyName]: PolicyDocument } });
      return undefined;
    },
    GetRolePolicy: ({ RoleName, PolicyName }) => ({
      RoleName,
      PolicyName,
      PolicyDocument: encodeURIComponent(inlinePolicy(RoleName, PolicyName)),
    }),
    DeleteRolePolicy({ RoleName, PolicyName }) {
      inlinePolicy(RoleName, PolicyName);
      const { [PolicyName]: _gone, ...inline } = roles.find(RoleName).inline;
      roles.change(RoleName, { inline });
      return undefined;
    },
    ListRolePolicies: ({ RoleName }) => ({ PolicyNames: Object.keys(roles.find(RoleName).inline), IsTruncated: false }),
    AttachRolePolicy({ RoleName, PolicyArn }) {
      policies.checkExists(PolicyArn);
      roles.change(RoleName, { attached: [...new Set([...roles.find(RoleName).attached, PolicyArn])] });
      return undefined;
    },
    DetachRolePolicy({ RoleName, PolicyArn }) {
      const { attached } = roles.find(RoleName);
      if (!attached.includes(PolicyArn)) throw new AwsError('NoSuchEntity', `Policy ${PolicyArn} was not found.`, 404);
      roles.change(RoleName, { attached: attached.filter((arn) => arn !== PolicyArn) });
      return undefined;
    },
    ListAttachedRolePolicies: ({ RoleName }) => ({
      AttachedPolicies: roles
        .find(RoleName)
        .attached.map((arn) => ({ PolicyName: arn.split('/').at(-1), PolicyArn: arn })),
      IsTruncated: false,
    }),
  };

  function inlinePolicy(role: string, name: string): string {
    const document = roles.find(role).inline[name];
    if (document === undefined) throw noSuchEntity(`The role policy with name ${name}`);
    return document;
  }
}
