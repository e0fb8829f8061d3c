import type { Config } from '../config.ts';
import type { Service } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { coverage } from './coverage.ts';
import { InstanceProfiles, instanceProfileOperations } from './instance-profiles.ts';
import { Policies, policyOperations } from './policies.ts';
import { rolePolicyOperations } from './role-policies.ts';
import { Roles, roleOperations } from './roles.ts';

/** IAM: roles, policies and instance profiles are recorded and listed; what they allow is judged in authorization/. */
export function createIam({ config, database }: { config: Config; database: Database }): Service {
  const roles = new Roles(database);
  const policies = new Policies(database);
  const profiles = new InstanceProfiles(database);
  return {
    signingName: 'iam',
    protocol: 'query',
    version: '2010-05-08',
    coverage,
    operations: {
      ...roleOperations(
        roles,
        config,
        (role) => profiles.of(role).length > 0,
        (arn) => policies.checkExists(arn),
      ),
      ...rolePolicyOperations(roles, policies),
      ...policyOperations(policies, roles, config),
      ...instanceProfileOperations(profiles, roles, config),
    },
  };
}
