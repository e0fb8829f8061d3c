import { unlessGone } from './answers.ts';
import { type Context, type Handler, type HandlerTable, type Made, type Properties, refuse } from './handler.ts';

/** Property → the call that records it, and the member of that call. */
const SETTINGS: Record<string, { call: string; member: string }> = {
  BucketEncryption: { call: 'PutBucketEncryption', member: 'ServerSideEncryptionConfiguration' },
  PublicAccessBlockConfiguration: { call: 'PutPublicAccessBlock', member: 'PublicAccessBlockConfiguration' },
  LifecycleConfiguration: { call: 'PutBucketLifecycleConfiguration', member: 'LifecycleConfiguration' },
  VersioningConfiguration: { call: 'PutBucketVersioning', member: 'VersioningConfiguration' },
};

const UNSERVED = ['ReplicationConfiguration', 'NotificationConfiguration', 'WebsiteConfiguration', 'CorsConfiguration'];

const bucket: Handler = {
  attributes: ['Arn', 'DomainName', 'RegionalDomainName'],
  replacedBy: ['BucketName'],
  async create(properties, context) {
    refuse(properties, UNSERVED);
    const name = nameOf(properties, context);
    await context.once(async () => {
      await context.callAws('s3', 'CreateBucket', { Bucket: name });
      return name;
    });
    await configure(name, properties, context);
    return made(name, context);
  },
  async update(properties, context) {
    refuse(properties, UNSERVED);
    await configure(context.physicalId as string, properties, context);
    return made(context.physicalId as string, context);
  },
  async delete(_, context) {
    await unlessGone(context.callAws('s3', 'DeleteBucket', { Bucket: context.physicalId }));
  },
  async find(properties, context) {
    const name = nameOf(properties, context);
    const { Buckets } = await context.callAws('s3', 'ListBuckets', {});
    return Buckets.some(({ Name }: Properties) => Name === name) ? name : undefined;
  },
};

/** AWS::S3::*. */
export const s3Handlers: HandlerTable = { 'AWS::S3::Bucket': bucket };

// Private

/** Names of buckets have small letters only. */
function nameOf(properties: Properties, context: Context): string {
  return properties.BucketName ?? context.name(63).toLowerCase();
}

function made(name: string, { region }: Context): Made {
  const attributes = {
    Arn: `arn:aws:s3:::${name}`,
    DomainName: `${name}.s3.amazonaws.com`,
    RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
  };
  return { physicalId: name, attributes };
}

async function configure(name: string, properties: Properties, context: Context): Promise<void> {
  for (const [property, { call, member }] of Object.entries(SETTINGS))
    if (properties[property] !== undefined)
      await context.callAws('s3', call, { Bucket: name, [member]: properties[property] });
  await context.callAws('s3', 'PutBucketTagging', { Bucket: name, Tagging: { TagSet: context.tags(properties.Tags) } });
}
