import type { Difference } from '../differences.ts';

export const ecr: readonly Difference[] = [
  {
    in: ['CreateRepository: a new one', 'DeleteRepository: the app'],
    what: [
      '.repository.repositoryUri: local "127.0.0.1:#/rack/app", moto "123456789012.dkr.ecr.us-east-1.amazonaws.com/rack/app"',
    ],
    right: 'local',
    source: 'Each names its own registry; that of local/ is on this machine.',
  },
  {
    in: ['CreateRepository: immutable, scanned'],
    what: [
      '.repository.repositoryUri: local "127.0.0.1:#/fixed", moto "123456789012.dkr.ecr.us-east-1.amazonaws.com/fixed"',
    ],
    right: 'local',
    source: 'Each names its own registry; that of local/ is on this machine.',
  },
  {
    in: ['DescribeRepositories: by name'],
    what: [
      '.repositories[].repositoryUri: local "127.0.0.1:#/rack/app", moto "123456789012.dkr.ecr.us-east-1.amazonaws.com/rack/app"',
    ],
    right: 'local',
    source: 'Each names its own registry; that of local/ is on this machine.',
  },
  {
    in: ['DescribeRepositories: all, by boto3'],
    what: [
      '.repositories[].repositoryUri: local "127.0.0.1:#/rack/app", moto "123456789012.dkr.ecr.us-east-1.amazonaws.com/rack/app"',
      '.repositories[].repositoryUri: local "127.0.0.1:#/fixed", moto "123456789012.dkr.ecr.us-east-1.amazonaws.com/fixed"',
    ],
    right: 'local',
    source: 'Each names its own registry; that of local/ is on this machine.',
  },
  {
    in: ['GetAuthorizationToken: a password for docker login'],
    what: [
      '.authorizationData[].proxyEndpoint: local "http://127.0.0.1:#", moto "https://123456789012.dkr.ecr.us-east-1.amazonaws.com"',
    ],
    right: 'local',
    source: 'Each names its own registry; that of local/ is on this machine.',
  },
  {
    in: ['CreateRepository: capital letters'],
    what: [
      "message: local 'Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*''', moto 'Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*''",
    ],
    right: 'both',
    source:
      "InvalidParameterException: 'Invalid parameter at … failed to satisfy constraint' on both; what follows is not documented, and local/ names only what it serves.",
  },
  {
    in: ['PutImageTagMutability: a word that is none'],
    what: [
      "message: local 'Invalid parameter at 'imageTagMutability' failed to satisfy constraint: 'Member must satisfy enum value set: [IMMUTABLE, MUTABLE]'', moto 'Invalid parameter at 'imageTagMutability' failed to satisfy constraint: 'Member must satisfy enum value set: [IMMUTABLE, MUTABLE, MUTABLE_WITH_EXCLUSION, IMMUTABLE_WITH_EXCLUSION]''",
    ],
    right: 'both',
    source:
      "InvalidParameterException: 'Invalid parameter at … failed to satisfy constraint' on both; what follows is not documented, and local/ names only what it serves.",
  },
];
