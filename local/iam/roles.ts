import type { Config } from '../config.ts';
import type { Input, Operation } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { type Documents, openDocuments } from '../store/documents.ts';
import { alreadyExists, checkName, checkPolicyDocument, deleteConflict, noSuchEntity } from './errors.ts';
import { newId, type Tag, withTags } from './identity.ts';

export interface Role {
  name: string;
  id: string;
  arn: string;
  path: string;
  created: string;
  trust: string;
  description?: string | undefined;
  maxSessionDuration: number;
  tags: Tag[];
  /** Inline policies: name → document. */
  inline: Record<string, string>;
  /** ARNs of attached managed policies. */
  attached: string[];
  /** The ARN of the managed policy that bounds what the role may do. */
  boundary?: string | undefined;
}

/** Roles as records, looked up by name. */
export class Roles {
  private readonly documents: Documents<Role>;

  constructor(database: Database) {
    this.documents = openDocuments(database, 'iam_role');
  }

  find(name: string): Role {
    const role = this.documents.find(name ?? '');
    if (!role) throw noSuchEntity(`The role with name ${name}`);
    return role;
  }

  has(name: string): boolean {
    return this.documents.find(name) !== undefined;
  }

  list(): Role[] {
    return this.documents.list();
  }

  put(role: Role): void {
    this.documents.put(role.name, role);
  }

  change(name: string, changes: Partial<Role>): void {
    this.put({ ...this.find(name), ...changes });
  }

  remove(name: string): void {
    this.documents.remove(name);
  }
}

/** A role as the API answers it; documents are URL-encoded there. */
export function describeRole(role: Role) {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.created),
    AssumeRolePolicyDocument: encodeURIComponent(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDuration,
    PermissionsBoundary: role.boundary && {
      PermissionsBoundaryType: 'Policy',
      PermissionsBoundaryArn: role.boundary,
    },
    Tags: role.tags.length > 0 ? role.tags : undefined,
  };
}

/** The operations on roles themselves; their policies are in role-policies.ts. */
export function roleOperations(
  roles: Roles,
  config: Config,
  inUse: (role: string) => boolean,
  checkPolicy: (arn: string) => void,
): Record<string, Operation> {
  return {
    CreateRole(input) {
      checkName('roleName', input.RoleName, 64);
      checkPolicyDocument(input.AssumeRolePolicyDocument);
      if (roles.has(input.RoleName)) throw alreadyExists(`Role with name ${input.RoleName}`);
      if (input.PermissionsBoundary) checkPolicy(input.PermissionsBoundary);
      const role = newRole(input, config);
      roles.put(role);
      return { Role: describeRole(role) };
    },
    GetRole: ({ RoleName }) => ({ Role: describeRole(roles.find(RoleName)) }),
    ListRoles({ PathPrefix = '/' }) {
      const found = roles.list().filter(({ path }) => path.startsWith(PathPrefix));
      return { Roles: found.map(describeRole), IsTruncated: false };
    },
    UpdateRole({ RoleName, Description, MaxSessionDuration }) {
      const { description, maxSessionDuration } = roles.find(RoleName);
      roles.change(RoleName, {
        description: Description ?? description,
        maxSessionDuration: Number(MaxSessionDuration ?? maxSessionDuration),
      });
      return {};
    },
    UpdateAssumeRolePolicy({ RoleName, PolicyDocument }) {
      checkPolicyDocument(PolicyDocument);
      roles.change(RoleName, { trust: PolicyDocument });
      return undefined;
    },
    PutRolePermissionsBoundary({ RoleName, PermissionsBoundary }) {
      checkPolicy(PermissionsBoundary);
      roles.change(RoleName, { boundary: PermissionsBoundary });
      return undefined;
    },
    DeleteRolePermissionsBoundary({ RoleName }) {
      if (!roles.find(RoleName).boundary) throw noSuchEntity(`Permissions boundary of role ${RoleName}`);
      roles.change(RoleName, { boundary: undefined });
      return undefined;
    },
    DeleteRole({ RoleName }) {
      const { inline, attached } = roles.find(RoleName);
      if (attached.length > 0) throw deleteConflict('must detach all policies first');
      if (Object.keys(inline).length > 0) throw deleteConflict('must delete policies first');
      if (inUse(RoleName)) throw deleteConflict('must remove roles from instance profile first');
      roles.remove(RoleName);
      return undefined;
    },
    TagRole({ RoleName, Tags }) {
      roles.change(RoleName, { tags: withTags(roles.find(RoleName).tags, Tags) });
      return undefined;
    },
    UntagRole({ RoleName, TagKeys }) {
      roles.change(RoleName, { tags: roles.find(RoleName).tags.filter(({ Key }) => !TagKeys.includes(Key)) });
      return undefined;
    },
    ListRoleTags: ({ RoleName }) => ({ Tags: roles.find(RoleName).tags, IsTruncated: false }),
  };
}

// Private

function newRole(input: Input, { account }: Config): Role {
  const path = input.Path ?? '/';
  return {
    name: input.RoleName,
    id: newId('AROA'),
    arn: `arn:aws:iam::${account}:role${path}${input.RoleName}`,
    path,
    created: new Date().toISOString(),
    trust: input.AssumeRolePolicyDocument,
    description: input.Description,
    maxSessionDuration: Number(input.MaxSessionDuration ?? 3600),
    tags: withTags([], input.Tags || []),
    inline: {},
    attached: [],
    boundary: input.PermissionsBoundary,
  };
}
