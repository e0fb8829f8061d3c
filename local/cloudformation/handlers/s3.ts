import { unlessGone } from './answers.ts';
import type { Context, Handler, HandlerTable, Made, Properties } from './handler.ts';

/** Property → the calls that record and forget it, and the member of the former. */
const SETTINGS: Record<string, { put: string; remove: string; member: string }> = {
  BucketEncryption: {
    put: 'PutBucketEncryption',
    remove: 'DeleteBucketEncryption',
    member: 'ServerSideEncryptionConfiguration',
  },
  PublicAccessBlockConfiguration: {
    put: 'PutPublicAccessBlock',
    remove: 'DeletePublicAccessBlock',
    member: 'PublicAccessBlockConfiguration',
  },
  LifecycleConfiguration: {
    put: 'PutBucketLifecycleConfiguration',
    remove: 'DeleteBucketLifecycle',
    member: 'LifecycleConfiguration',
  },
};

const SERVED = ['BucketName', 'Tags', ...Object.keys(SETTINGS)];

const bucket: Handler = {
  serves: SERVED,
  attributes: ['Arn', 'DomainName', 'RegionalDomainName'],
  replacedBy: ['BucketName'],
  async create(properties, context) {
    const name = nameOf(properties, context);
    await context.once(async () => {
      await context.callAws('s3', 'CreateBucket', { Bucket: name, ...placed(context) });
      return name;
    });
    await configure(name, properties, context);
    return made(name, context);
  },
  async update(properties, context, previous) {
    await configure(context.physicalId as string, properties, context, previous);
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

/** us-east-1 is the only region that a bucket is in without saying so. */
function placed({ region }: Context): Properties {
  return region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region } };
}

async function configure(name: string, properties: Properties, context: Context, previous: Properties = {}) {
  for (const [property, { put, remove, member }] of Object.entries(SETTINGS)) {
    if (properties[property] !== undefined)
      await context.callAws('s3', put, { Bucket: name, [member]: properties[property] });
    else if (previous[property] !== undefined) await context.callAws('s3', remove, { Bucket: name });
  }
  await context.callAws('s3', 'PutBucketTagging', { Bucket: name, Tagging: { TagSet: context.tags(properties.Tags) } });
}
