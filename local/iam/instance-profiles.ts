import type { Config } from '../config.ts';
import type { Operation } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { type Documents, openDocuments } from '../store/documents.ts';
import { alreadyExists, checkName, deleteConflict, limitExceeded, noSuchEntity } from './errors.ts';
import { newId } from './identity.ts';
import { describeRole, type Roles } from './roles.ts';

interface InstanceProfile {
  name: string;
  id: string;
  arn: string;
  path: string;
  created: string;
  role?: string | undefined;
}

/** Instance profiles as records, looked up by name. */
export class InstanceProfiles {
  readonly documents: Documents<InstanceProfile>;

  constructor(database: Database) {
    this.documents = openDocuments(database, 'iam_instance_profile');
  }

  find(name: string): InstanceProfile {
    const profile = this.documents.find(name ?? '');
    if (!profile) throw noSuchEntity(`Instance Profile ${name}`);
    return profile;
  }

  /** The profiles that hold this role. */
  of(role: string): InstanceProfile[] {
    return this.documents.list().filter((profile) => profile.role === role);
  }
}

/** The operations on instance profiles. */
export function instanceProfileOperations(
  profiles: InstanceProfiles,
  roles: Roles,
  config: Config,
): Record<string, Operation> {
  return {
    CreateInstanceProfile({ InstanceProfileName: name, Path: path = '/' }) {
      checkName('instanceProfileName', name, 128);
      if (profiles.documents.find(name)) throw alreadyExists(`Instance Profile ${name}`);
      const arn = `arn:aws:iam::${config.account}:instance-profile${path}${name}`;
      profiles.documents.put(name, { name, id: newId('AIPA'), arn, path, created: new Date().toISOString() });
      return { InstanceProfile: describe(profiles.find(name)) };
    },
    GetInstanceProfile: ({ InstanceProfileName }) => ({
      InstanceProfile: describe(profiles.find(InstanceProfileName)),
    }),
    ListInstanceProfiles: () => ({ InstanceProfiles: profiles.documents.list().map(describe), IsTruncated: false }),
    ListInstanceProfilesForRole: ({ RoleName }) => ({
      InstanceProfiles: profiles.of(roles.find(RoleName).name).map(describe),
      IsTruncated: false,
    }),
    AddRoleToInstanceProfile({ InstanceProfileName, RoleName }) {
      const profile = profiles.find(InstanceProfileName);
      if (profile.role) throw limitExceeded('Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1');
      profiles.documents.put(profile.name, { ...profile, role: roles.find(RoleName).name });
      return undefined;
    },
    RemoveRoleFromInstanceProfile({ InstanceProfileName, RoleName }) {
      const profile = profiles.find(InstanceProfileName);
      if (profile.role !== RoleName) throw noSuchEntity(`Role ${RoleName} in Instance Profile ${profile.name}`);
      profiles.documents.put(profile.name, { ...profile, role: undefined });
      return undefined;
    },
    DeleteInstanceProfile({ InstanceProfileName }) {
      if (profiles.find(InstanceProfileName).role)
        throw deleteConflict('must remove roles from instance profile first');
      profiles.documents.remove(InstanceProfileName);
      return undefined;
    },
  };

  function describe({ name, id, arn, path, created, role }: InstanceProfile) {
    return {
      Path: path,
      InstanceProfileName: name,
      InstanceProfileId: id,
      Arn: arn,
      CreateDate: new Date(created),
      Roles: role ? [describeRole(roles.find(role))] : [],
    };
  }
}
