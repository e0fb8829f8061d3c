import { defined, documentText, pick, unlessGone } from './answers.ts';
import type { Context, Handler, HandlerTable, Made, Properties } from './handler.ts';
import { secretString } from './secret-string.ts';
import { tagChanges } from './tags.ts';

const secret: Handler = {
  serves: ['Description', 'GenerateSecretString', 'KmsKeyId', 'Name', 'SecretString', 'Tags'],
  attributes: ['Id'],
  replacedBy: ['Name'],
  async create(properties, context) {
    const arn = await context.once(async () => {
      const input = defined({
        Name: nameOf(properties, context),
        ...pick(properties, ['Description', 'KmsKeyId']),
        SecretString: secretString(properties),
        ClientRequestToken: context.token,
        Tags: context.tags(properties.Tags),
      });
      return (await context.callAws('secretsmanager', 'CreateSecret', input)).ARN;
    });
    return made(arn);
  },
  async update(properties, context, previous) {
    const arn = context.physicalId as string;
    const rules = documentText(properties.GenerateSecretString ?? null);
    const isNew =
      rules !== documentText(previous.GenerateSecretString ?? null) ||
      properties.SecretString !== previous.SecretString;
    const input = { SecretId: arn, ...pick(properties, ['Description', 'KmsKeyId']) };
    const SecretString = isNew ? secretString(properties) : undefined;
    await context.callAws('secretsmanager', 'UpdateSecret', defined({ ...input, SecretString }));
    await retag(arn, properties, previous, context);
    return made(arn);
  },
  async delete(_, context) {
    const input = { SecretId: context.physicalId, ForceDeleteWithoutRecovery: true };
    await unlessGone(context.callAws('secretsmanager', 'DeleteSecret', input));
  },
  async find(properties, context) {
    const input = { SecretId: nameOf(properties, context) };
    return (await unlessGone(context.callAws('secretsmanager', 'DescribeSecret', input)))?.ARN;
  },
};

/** AWS::SecretsManager::*. */
export const secretsManagerHandlers: HandlerTable = { 'AWS::SecretsManager::Secret': secret };

// Private

function nameOf(properties: Properties, context: Context): string {
  return properties.Name ?? context.name();
}

function made(arn: string): Made {
  return { physicalId: arn, attributes: { Id: arn } };
}

async function retag(SecretId: string, properties: Properties, previous: Properties, { callAws }: Context) {
  const { set, unset } = tagChanges(properties, previous);
  if (set.length > 0) await callAws('secretsmanager', 'TagResource', { SecretId, Tags: set });
  if (unset.length > 0) await callAws('secretsmanager', 'UntagResource', { SecretId, TagKeys: unset });
}
