import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { type Buckets, bucketNamed } from './buckets.ts';
import { OWNER } from './owner.ts';
import type { Objects, StoredObject } from './store.ts';

const MOST_KEYS = 1000;

/** The listing of a bucket's objects; of the older form, without tokens, there is none. */
export function listingOperations(buckets: Buckets, objects: Objects): Record<string, Operation> {
  return {
    ListObjectsV2: (input) => {
      const { name } = bucketNamed(buckets, input);
      const most = mostOf(input);
      const page = pageOf(entries(name, input, objects), most);
      return encoded(answer(name, most, page, input), input.EncodingType);
    },
  };
}

// Private

/** One line of a listing: an object, or all objects below a folder as one. */
type Entry = { name: string; object: StoredObject | undefined };

type Page = { entries: Entry[]; isTruncated: boolean };

function mostOf({ MaxKeys = MOST_KEYS }: Input): number {
  const most = Number(MaxKeys);
  if (/^\d+$/.test(`${MaxKeys}`) && most <= 2 ** 31 - 1) return Math.min(most, MOST_KEYS);
  throw argument('Provided max-keys not an integer or within integer range', 'max-keys', `${MaxKeys}`);
}

function* entries(bucket: string, input: Input, objects: Objects): Generator<Entry> {
  const { Prefix = '', Delimiter = '', StartAfter = '' } = input;
  const last = lastOf(input);
  let before = last;
  for (const object of objects.list(bucket, Prefix, last ?? StartAfter)) {
    const at = Delimiter ? object.key.indexOf(Delimiter, Prefix.length) : -1;
    const name = at < 0 ? object.key : object.key.slice(0, at + Delimiter.length);
    // A folder is told once, though its keys may go on over pages.
    if (name !== before) yield { name, object: at < 0 ? object : undefined };
    before = name;
  }
}

/** The last name of the page before: a token says nothing more. */
function lastOf({ ContinuationToken: token }: Input): string | undefined {
  if (token === undefined) return undefined;
  const name = Buffer.from(token, 'base64url').toString();
  if (token && tokenOf(name) === token) return name;
  throw argument('The continuation token provided is incorrect', 'continuation-token');
}

function tokenOf(name: string): string {
  return Buffer.from(name).toString('base64url');
}

function pageOf(all: Iterable<Entry>, most: number): Page {
  const entries: Entry[] = [];
  if (most === 0) return { entries, isTruncated: false };
  for (const entry of all) {
    if (entries.length === most) return { entries, isTruncated: true };
    entries.push(entry);
  }
  return { entries, isTruncated: false };
}

function answer(bucket: string, most: number, { entries, isTruncated }: Page, input: Input) {
  const { Prefix = '', Delimiter, StartAfter, ContinuationToken, EncodingType } = input;
  return {
    Name: bucket,
    Prefix,
    StartAfter,
    ContinuationToken,
    NextContinuationToken: isTruncated ? tokenOf(entries.at(-1)!.name) : undefined,
    KeyCount: entries.length,
    MaxKeys: most,
    Delimiter,
    EncodingType,
    IsTruncated: isTruncated,
    Contents: entries.flatMap(({ object }) => (object ? [contentOf(object, input)] : [])),
    CommonPrefixes: entries.filter(({ object }) => !object).map(({ name }) => ({ Prefix: name })),
  };
}

function contentOf({ key, size, etag, changedAt, properties }: StoredObject, { FetchOwner }: Input) {
  const ChecksumAlgorithm = sumsOf(properties);
  return {
    Key: key,
    LastModified: new Date(changedAt),
    ETag: `"${etag}"`,
    ...(ChecksumAlgorithm.length > 0 && { ChecksumAlgorithm, ChecksumType: 'FULL_OBJECT' }),
    Size: size,
    ...(FetchOwner && { Owner: OWNER }),
    StorageClass: 'STANDARD',
  };
}

/** The algorithms whose checksums came with an object. */
function sumsOf(properties: Record<string, unknown>): string[] {
  return Object.keys(properties).flatMap((name) => /^Checksum([A-Z]+\d+C?)$/.exec(name)?.[1] ?? []);
}

/** XML cannot carry every key, so clients ask for names that are encoded. */
function encoded(answered: ReturnType<typeof answer>, type: string | undefined) {
  if (type === undefined) return answered;
  if (type !== 'url') throw argument('Invalid Encoding Method specified in Request', 'encoding-type', type);
  const encode = (name: string | undefined) => name && encodeURIComponent(name).replaceAll('%2F', '/');
  const { Prefix, StartAfter, Delimiter, Contents, CommonPrefixes } = answered;
  return {
    ...answered,
    ...{ Prefix: encode(Prefix), StartAfter: encode(StartAfter), Delimiter: encode(Delimiter) },
    Contents: Contents.map((content) => ({ ...content, Key: encode(content.Key) })),
    CommonPrefixes: CommonPrefixes.map(({ Prefix }) => ({ Prefix: encode(Prefix) })),
  };
}

function argument(message: string, ArgumentName: string, ArgumentValue?: string): AwsError {
  return new AwsError('InvalidArgument', message, 400, { ArgumentName, ...(ArgumentValue && { ArgumentValue }) });
}
