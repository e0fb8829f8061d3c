import type { Config } from '../config.ts';
import type { Service } from '../endpoint/service.ts';

/** STS: says who the caller is, which is always the one user whose keys this endpoint knows. */
export function createSts({ config }: { config: Config }): Service {
  return {
    signingName: 'sts',
    protocol: 'query',
    version: '2011-06-15',
    operations: {
      GetCallerIdentity: () => ({
        UserId: config.accessKeyId,
        Account: config.account,
        Arn: `arn:aws:iam::${config.account}:user/${config.rack}`,
      }),
    },
  };
}
