import type { Coverage } from '../coverage/coverage.ts';

/** How far STS's operations go. */
export const coverage: Coverage<'sts'> = {
  partial: {
    AssumeRole: [
      'No session policies, tags, MFA or source identities: refused.',
      'A role that takes a role needs both `sts:AssumeRole` and to be trusted; on AWS a trust policy that names it is enough.',
    ],
  },
  refused: {
    DecodeAuthorizationMessage:
      '`InvalidAuthorizationMessageException`: refusals say their reason in clear, no message is encoded.',
  },
};
