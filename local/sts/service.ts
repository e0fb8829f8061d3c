import type { Config } from '../config.ts';
import { arnOf, currentCaller } from '../endpoint/caller.ts';
import type { CallAws, Service } from '../endpoint/service.ts';
import { assumeRole } from './assume-role.ts';
import { coverage } from './coverage.ts';
import type { Sessions } from './sessions.ts';

/** STS: says who the caller is, and gives temporary credentials for a role. */
export function createSts(deps: { config: Config; callAws: CallAws; sessions: Sessions }): Service {
  const { config } = deps;
  return {
    signingName: 'sts',
    protocol: 'query',
    version: '2011-06-15',
    coverage,
    operations: {
      AssumeRole: assumeRole(deps),
      GetCallerIdentity: () => {
        const caller = currentCaller();
        const UserId = caller.kind === 'role' ? `${caller.roleId ?? 'AROA'}:${caller.session}` : config.accessKeyId;
        return { UserId, Account: config.account, Arn: arnOf(caller, config) };
      },
    },
  };
}
