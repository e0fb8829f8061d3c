import type { Difference } from '../differences.ts';

export const aws: readonly Difference[] = [
  {
    in: ['sts get-caller-identity: who am I'],
    what: ['.Arn: local "arn:aws:iam::123456789012:user/rack", moto "arn:aws:sts::123456789012:user/moto"'],
    right: 'both',
    source: 'Each names its own user, and gives its own password.',
  },
  {
    in: ['ecr get-login-password: for docker login'],
    what: ['.text: local "#opaque", moto "123456789012-auth-token"'],
    right: 'both',
    source: 'Each names its own user, and gives its own password.',
  },
];
