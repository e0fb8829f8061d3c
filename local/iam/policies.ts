import type { Config } from '../config.ts';
import { AwsError, type Operation } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { type Documents, openDocuments } from '../store/documents.ts';
import { checkName, checkPolicyDocument } from './errors.ts';
import { newId, type Tag, withTags } from './identity.ts';
import type { Roles } from './roles.ts';

interface Policy {
  name: string;
  id: string;
  arn: string;
  path: string;
  description?: string;
  created: string;
  updated: string;
  /** The version that counts, `v1`, and its document. Earlier versions are not kept. */
  version: number;
  document: string;
  tags: Tag[];
}

/** Customer managed policies as records, looked up by ARN. */
export class Policies {
  private readonly documents: Documents<Policy>;

  constructor(database: Database) {
    this.documents = openDocuments(database, 'iam_policy');
  }

  find(arn: string): Policy {
    const policy = this.documents.find(arn ?? '');
    if (!policy) throw new AwsError('NoSuchEntity', `Policy ${arn} was not found.`, 404);
    return policy;
  }

  /** AWS's own managed policies exist without being recorded: which there are, only AWS knows. */
  checkExists(arn: string): void {
    if (/^arn:aws:iam::aws:policy\/[\w+=,.@/-]+$/.test(arn ?? '') || this.has(arn ?? '')) return;
    throw notAttachable(`Policy ${arn}`);
  }

  has(arn: string): boolean {
    return this.documents.find(arn) !== undefined;
  }

  list(): Policy[] {
    return this.documents.list();
  }

  put(policy: Policy): void {
    this.documents.put(policy.arn, policy);
  }

  remove(arn: string): void {
    this.documents.remove(arn);
  }
}

/** The operations on managed policies. */
export function policyOperations(policies: Policies, roles: Roles, config: Config): Record<string, Operation> {
  return {
    CreatePolicy(input) {
      checkName('policyName', input.PolicyName, 128);
      checkPolicyDocument(input.PolicyDocument);
      const path = input.Path ?? '/';
      const arn = `arn:aws:iam::${config.account}:policy${path}${input.PolicyName}`;
      if (policies.has(arn)) throw nameTaken(input.PolicyName);
      const now = new Date().toISOString();
      policies.put({
        name: input.PolicyName,
        id: newId('ANPA'),
        arn,
        path,
        description: input.Description,
        created: now,
        updated: now,
        version: 1,
        document: input.PolicyDocument,
        tags: withTags([], input.Tags || []),
      });
      return { Policy: describe(policies.find(arn)) };
    },
    GetPolicy: ({ PolicyArn }) => ({ Policy: describe(policies.find(PolicyArn)) }),
    ListPolicies: () => ({ Policies: policies.list().map(describe), IsTruncated: false }),
    CreatePolicyVersion({ PolicyArn, PolicyDocument, SetAsDefault }) {
      checkPolicyDocument(PolicyDocument);
      if (String(SetAsDefault) !== 'true') throw onlyDefault();
      const policy = policies.find(PolicyArn);
      const version = policy.version + 1;
      policies.put({ ...policy, version, document: PolicyDocument, updated: new Date().toISOString() });
      return { PolicyVersion: describeVersion(policies.find(PolicyArn)) };
    },
    GetPolicyVersion({ PolicyArn, VersionId }) {
      const policy = policies.find(PolicyArn);
      if (VersionId !== `v${policy.version}`) throw noVersion(PolicyArn, VersionId);
      return { PolicyVersion: { Document: encodeURIComponent(policy.document), ...describeVersion(policy) } };
    },
    ListPolicyVersions: ({ PolicyArn }) => ({
      Versions: [describeVersion(policies.find(PolicyArn))],
      IsTruncated: false,
    }),
    DeletePolicy({ PolicyArn }) {
      const policy = policies.find(PolicyArn);
      if (attachments(policy) + bounded(policy) > 0) throw isAttached();
      policies.remove(PolicyArn);
      return undefined;
    },
  };

  function describe(policy: Policy) {
    return {
      PolicyName: policy.name,
      PolicyId: policy.id,
      Arn: policy.arn,
      Path: policy.path,
      DefaultVersionId: `v${policy.version}`,
      AttachmentCount: attachments(policy),
      PermissionsBoundaryUsageCount: bounded(policy),
      IsAttachable: true,
      Description: policy.description,
      CreateDate: new Date(policy.created),
      UpdateDate: new Date(policy.updated),
      Tags: policy.tags.length > 0 ? policy.tags : undefined,
    };
  }

  function bounded({ arn }: Policy): number {
    return roles.list().filter(({ boundary }) => boundary === arn).length;
  }

  function attachments({ arn }: Policy): number {
    return roles.list().filter(({ attached }) => attached.includes(arn)).length;
  }
}

// Private

function nameTaken(name: string): AwsError {
  return new AwsError(
    'EntityAlreadyExists',
    `A policy called ${name} already exists. Duplicate names are not allowed.`,
    409,
  );
}

function noVersion(arn: string, version: string): AwsError {
  return notAttachable(`Policy ${arn} version ${version}`);
}

function notAttachable(what: string): AwsError {
  return new AwsError('NoSuchEntity', `${what} does not exist or is not attachable.`, 404);
}

function describeVersion(policy: Policy) {
  return { VersionId: `v${policy.version}`, IsDefaultVersion: true, CreateDate: new Date(policy.updated) };
}

function isAttached(): AwsError {
  return new AwsError('DeleteConflict', 'Cannot delete a policy attached to entities.', 409);
}

function onlyDefault(): AwsError {
  return new AwsError('InvalidInput', 'This endpoint keeps only the default version of a policy: set SetAsDefault.');
}
