import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { type Documents, openDocuments } from '../store/documents.ts';
import { OWNER } from './owner.ts';
import type { Objects } from './store.ts';

export interface Bucket {
  name: string;
  createdAt: string;
  /** Encryption, public access block, lifecycle, …: recorded as they were given, without effect here. */
  settings: Record<string, unknown>;
}

export type Buckets = Documents<Bucket>;

export function openBuckets(database: Database): Buckets {
  return openDocuments<Bucket>(database, 's3_buckets');
}

/** The bucket; throws `NoSuchBucket`. */
export function bucketNamed(buckets: Buckets, { Bucket: name }: Input): Bucket {
  const found = buckets.find(name);
  if (found) return found;
  throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
}

/** The operations on buckets. Settings can be put by CloudFormation; over the wire they are not served. */
export function bucketOperations(buckets: Buckets, objects: Objects, region: string): Record<string, Operation> {
  const set = (setting: string) => (input: Input) => {
    const bucket = bucketNamed(buckets, input);
    buckets.put(bucket.name, { ...bucket, settings: { ...bucket.settings, [setting]: input[setting] } });
    return {};
  };
  const unset = (setting: string) => (input: Input) => void set(setting)({ ...input, [setting]: undefined });
  return {
    CreateBucket: ({ Bucket: name, CreateBucketConfiguration }) => {
      checkName(name);
      checkPlace(CreateBucketConfiguration?.LocationConstraint, region);
      if (buckets.find(name)) throw owned(name);
      buckets.put(name, { name, createdAt: new Date().toISOString(), settings: {} });
      return { Location: `/${name}` };
    },
    HeadBucket: (input) => {
      bucketNamed(buckets, input);
      return { BucketRegion: region };
    },
    DeleteBucket: (input) => {
      const { name } = bucketNamed(buckets, input);
      if (!objects.isEmpty(name)) throw notEmpty(name);
      buckets.remove(name);
      return undefined;
    },
    ListBuckets: () => ({
      Owner: OWNER,
      Buckets: buckets.list().map(({ name, createdAt }) => ({ Name: name, CreationDate: new Date(createdAt) })),
    }),
    PutBucketEncryption: set('ServerSideEncryptionConfiguration'),
    PutPublicAccessBlock: set('PublicAccessBlockConfiguration'),
    PutBucketLifecycleConfiguration: set('LifecycleConfiguration'),
    PutBucketTagging: set('Tagging'),
    DeleteBucketEncryption: unset('ServerSideEncryptionConfiguration'),
    DeletePublicAccessBlock: unset('PublicAccessBlockConfiguration'),
    DeleteBucketLifecycle: unset('LifecycleConfiguration'),
  };
}

// Private

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function checkName(name: string): void {
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(name);
  const isReserved = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name);
  const isWord = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..');
  if (isWord && !isAddress && !isReserved) return;
  throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
}

/** Buckets are in the endpoint's region only: us-east-1 is that of a bucket without a constraint. */
function checkPlace(given: string | undefined, region: string): void {
  if ((given || 'us-east-1') === region) return;
  const message = `The ${given || 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`;
  throw new AwsError('IllegalLocationConstraintException', message);
}

function owned(name: string): AwsError {
  const message = 'Your previous request to create the named bucket succeeded and you already own it.';
  return new AwsError('BucketAlreadyOwnedByYou', message, 409, { BucketName: name });
}

function notEmpty(name: string): AwsError {
  return new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, { BucketName: name });
}
