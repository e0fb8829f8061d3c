import { boolean, defined, documentText, unlessGone } from './answers.ts';
import type { Context, Handler, HandlerTable, Made, Properties } from './handler.ts';
import { lowerTags, tagChanges } from './tags.ts';

const repository: Handler = {
  serves: [
    'EmptyOnDelete',
    'EncryptionConfiguration',
    'ImageScanningConfiguration',
    'ImageTagMutability',
    'LifecyclePolicy',
    'RepositoryName',
    'RepositoryPolicyText',
    'Tags',
  ],
  attributes: ['Arn', 'RepositoryUri'],
  replacedBy: ['RepositoryName', 'EncryptionConfiguration'],
  async create(properties, context) {
    const repositoryName = nameOf(properties, context);
    await context.once(async () => {
      const input = defined({
        repositoryName,
        imageTagMutability: properties.ImageTagMutability,
        imageScanningConfiguration: scanning(properties),
        encryptionConfiguration: encryption(properties),
        tags: lowerTags(context.tags(properties.Tags)),
      });
      return (await context.callAws('ecr', 'CreateRepository', input)).repository.repositoryName;
    });
    await setPolicies(repositoryName, properties, {}, context);
    return made(repositoryName, context);
  },
  async update(properties, context, previous) {
    const repositoryName = context.physicalId as string;
    if (properties.ImageTagMutability !== previous.ImageTagMutability) {
      const imageTagMutability = properties.ImageTagMutability ?? 'MUTABLE';
      await context.callAws('ecr', 'PutImageTagMutability', { repositoryName, imageTagMutability });
    }
    if (scanning(properties)?.scanOnPush !== scanning(previous)?.scanOnPush) {
      const imageScanningConfiguration = scanning(properties) ?? { scanOnPush: false };
      await context.callAws('ecr', 'PutImageScanningConfiguration', { repositoryName, imageScanningConfiguration });
    }
    await setPolicies(repositoryName, properties, previous, context);
    return retagged(await made(repositoryName, context), properties, previous, context);
  },
  async delete(properties, context) {
    const input = { repositoryName: context.physicalId, force: boolean(properties.EmptyOnDelete) ?? false };
    await unlessGone(context.callAws('ecr', 'DeleteRepository', input));
  },
  async find(properties, context) {
    return (await describe(nameOf(properties, context), context))?.repositoryName;
  },
};

/** AWS::ECR::*. */
export const ecrHandlers: HandlerTable = { 'AWS::ECR::Repository': repository };

// Private

function nameOf(properties: Properties, context: Context): string {
  return properties.RepositoryName ?? context.name().toLowerCase();
}

function scanning({ ImageScanningConfiguration: given }: Properties) {
  return given && { scanOnPush: boolean(given.ScanOnPush) ?? false };
}

function encryption({ EncryptionConfiguration: given }: Properties) {
  return given && defined({ encryptionType: given.EncryptionType, kmsKey: given.KmsKey });
}

async function describe(name: string, { callAws }: Context): Promise<Properties | undefined> {
  const answer = await unlessGone(callAws('ecr', 'DescribeRepositories', { repositoryNames: [name] }));
  return answer?.repositories[0];
}

async function made(name: string, context: Context): Promise<Made> {
  const found = (await describe(name, context)) as Properties;
  return { physicalId: name, attributes: { Arn: found.repositoryArn, RepositoryUri: found.repositoryUri } };
}

async function setPolicies(repositoryName: string, next: Properties, last: Properties, { callAws }: Context) {
  const lifecyclePolicyText = next.LifecyclePolicy?.LifecyclePolicyText;
  const wasLifecycle = last.LifecyclePolicy?.LifecyclePolicyText;
  if (lifecyclePolicyText !== undefined && lifecyclePolicyText !== wasLifecycle)
    await callAws('ecr', 'PutLifecyclePolicy', {
      repositoryName,
      lifecyclePolicyText: documentText(lifecyclePolicyText),
    });
  else if (lifecyclePolicyText === undefined && wasLifecycle !== undefined)
    await unlessGone(callAws('ecr', 'DeleteLifecyclePolicy', { repositoryName }));
  const policyText = next.RepositoryPolicyText && documentText(next.RepositoryPolicyText);
  const wasPolicy = last.RepositoryPolicyText && documentText(last.RepositoryPolicyText);
  if (policyText && policyText !== wasPolicy)
    await callAws('ecr', 'SetRepositoryPolicy', { repositoryName, policyText });
  else if (!policyText && wasPolicy) await unlessGone(callAws('ecr', 'DeleteRepositoryPolicy', { repositoryName }));
}

async function retagged(
  result: Made,
  properties: Properties,
  previous: Properties,
  { callAws }: Context,
): Promise<Made> {
  const { set, unset } = tagChanges(properties, previous);
  const resourceArn = result.attributes.Arn;
  if (set.length > 0) await callAws('ecr', 'TagResource', { resourceArn, tags: lowerTags(set) });
  if (unset.length > 0) await callAws('ecr', 'UntagResource', { resourceArn, tagKeys: unset });
  return result;
}
