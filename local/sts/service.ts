import type { Config } from '../config.ts';
import { arnOf, currentCaller } from '../endpoint/caller.ts';
import { AwsError, type CallAws, type Service } from '../endpoint/service.ts';
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
      DecodeAuthorizationMessage() {
        throw notEncoded();
      },
      GetCallerIdentity: () => {
        const caller = currentCaller();
        const UserId = caller.kind === 'role' ? `${caller.roleId ?? 'AROA'}:${caller.session}` : config.accessKeyId;
        return { UserId, Account: config.account, Arn: arnOf(caller, config) };
      },
    },
  };
}

// Private

/** Refusals say their reason in clear here: no message was ever encoded. */
function notEncoded(): AwsError {
  return new AwsError('InvalidAuthorizationMessageException', 'Message is not valid');
}
