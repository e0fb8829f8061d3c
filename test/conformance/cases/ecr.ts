import { call, refused, type Scenario } from '../scenario.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const NONE = { repositoryName: 'none' };
const APP = { repositoryName: 'rack/app' };
const LIFECYCLE = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 3 },
      action: { type: 'expire' },
    },
  ],
});
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: 'pull', Effect: 'Allow', Principal: '*', Action: ['ecr:BatchGetImage'] }],
});

export const ecr: Scenario = {
  service: 'ecr',
  cases: [
    call('DescribeRepositories: none yet', {}, { says: { repositories: [] } }),
    call('CreateRepository: a new one', { ...APP, tags: [{ Key: 'rack', Value: 'one' }] }, { as: 'made' }),
    call('CreateRepository: immutable, scanned', {
      repositoryName: 'fixed',
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
    }),
    refused('RepositoryAlreadyExistsException', 'CreateRepository: a name that is taken', APP),
    refused('InvalidParameterException', 'CreateRepository: capital letters', { repositoryName: 'App' }),
    call('DescribeRepositories: by name', { repositoryNames: ['rack/app'] }),
    call('DescribeRepositories: all, by boto3', {}, { by: 'boto3' }),
    refused('RepositoryNotFoundException', 'DescribeRepositories: one that is not there', {
      repositoryNames: ['none'],
    }),
    call('PutLifecyclePolicy: three images', { ...APP, lifecyclePolicyText: LIFECYCLE }),
    call('GetLifecyclePolicy: as it was put', APP),
    refused('LifecyclePolicyNotFoundException', 'GetLifecyclePolicy: a repository without', {
      repositoryName: 'fixed',
    }),
    refused('RepositoryNotFoundException', 'GetLifecyclePolicy: no repository', NONE),
    refused('InvalidParameterException', 'PutLifecyclePolicy: text that is no policy', {
      ...APP,
      lifecyclePolicyText: '{"rules": 1',
    }),
    call('DeleteLifecyclePolicy: the policy', APP),
    refused('LifecyclePolicyNotFoundException', 'DeleteLifecyclePolicy: the policy again', APP),
    call('SetRepositoryPolicy: who may pull', { ...APP, policyText: POLICY }),
    call('GetRepositoryPolicy: as it was set', APP),
    refused('RepositoryPolicyNotFoundException', 'GetRepositoryPolicy: a repository without', {
      repositoryName: 'fixed',
    }),
    call('DeleteRepositoryPolicy: the policy', APP),
    refused('RepositoryPolicyNotFoundException', 'DeleteRepositoryPolicy: the policy again', APP),
    call('PutImageTagMutability: fixed', { ...APP, imageTagMutability: 'IMMUTABLE' }),
    refused('InvalidParameterException', 'PutImageTagMutability: a word that is none', {
      ...APP,
      imageTagMutability: 'SOMETIMES',
    }),
    call('PutImageScanningConfiguration: on push', { ...APP, imageScanningConfiguration: { scanOnPush: true } }),
    call('DescribeImages: no images', APP, { says: { imageDetails: [] } }),
    call('ListImages: no images', APP, { says: { imageIds: [] } }),
    refused('RepositoryNotFoundException', 'ListImages: no repository', NONE),
    refused('ImageNotFoundException', 'DescribeImages: a tag that is not there', {
      ...APP,
      imageIds: [{ imageTag: 'v1' }],
    }),
    refused('RepositoryNotFoundException', 'DescribeImages: no repository', NONE),
    call('BatchGetImage: a tag that is not there', { ...APP, imageIds: [{ imageTag: 'v1' }] }),
    refused('RepositoryNotFoundException', 'BatchGetImage: no repository', { ...NONE, imageIds: [{ imageTag: 'v1' }] }),
    call('BatchDeleteImage: a digest that is not there', { ...APP, imageIds: [{ imageDigest: DIGEST }] }),
    call('BatchDeleteImage: no image named', { ...APP, imageIds: [{}] }),
    call('ListTagsForResource: its tags', { resourceArn: '{{made.repository.repositoryArn}}' }),
    call('TagResource: another tag', {
      resourceArn: '{{made.repository.repositoryArn}}',
      tags: [{ Key: 'team', Value: 'blue' }],
    }),
    call('UntagResource: the first tag', { resourceArn: '{{made.repository.repositoryArn}}', tagKeys: ['rack'] }),
    call(
      'ListTagsForResource: what is left',
      { resourceArn: '{{made.repository.repositoryArn}}' },
      { says: { tags: [{ Key: 'team', Value: 'blue' }] } },
    ),
    refused('RepositoryNotFoundException', 'ListTagsForResource: no repository', {
      resourceArn: 'arn:aws:ecr:us-east-1:123456789012:repository/none',
    }),
    call('GetAuthorizationToken: a password for docker login'),
    call('DescribeRegistry: the registry itself'),
    call('DeleteRepository: the app', APP),
    refused('RepositoryNotFoundException', 'DeleteRepository: the app again', APP),
  ],
};
