import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { type Buckets, bucketNamed } from './buckets.ts';
import { checkedSums } from './checksums.ts';
import { checkRead, checkWrite } from './conditions.ts';
import type { Objects, StoredObject } from './store.ts';

/** Quotas of S3: bytes of a key, keys in one `DeleteObjects`, bytes of an object's own metadata. */
const MOST = { keyBytes: 1024, keys: 1000, metadata: 2048 };

/** The operations on objects. Copies and versions are not served. */
export function objectOperations(buckets: Buckets, objects: Objects): Record<string, Operation> {
  const find = (input: Input): StoredObject => {
    const found = objects.find(bucketNamed(buckets, input).name, input.Key);
    if (!found) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: input.Key });
    checkRead(input, found);
    return found;
  };
  const read = (input: Input, object: StoredObject) => {
    const range = rangeOf(input.Range, object.size);
    return { range, output: { ...described(object, input, range), ...(range && ranged(range, object.size)) } };
  };
  return {
    PutObject: (input) => put(bucketNamed(buckets, input).name, input, objects),
    GetObject: (input) => {
      const object = find(input);
      const { range, output } = read(input, object);
      return { ...output, Body: objects.bytes(object, range) };
    },
    HeadObject: (input) => read(input, find(input)).output,
    DeleteObject: (input) => {
      const { name } = bucketNamed(buckets, input);
      checkWrite(input, objects.find(name, input.Key));
      objects.remove(name, input.Key);
      return undefined;
    },
    DeleteObjects: (input) => {
      const { name } = bucketNamed(buckets, input);
      if (input.Body) checkedSums(input, input.Body);
      const keys = keysOf(input);
      for (const key of keys) objects.remove(name, key);
      return input.Delete.Quiet ? {} : { Deleted: keys.map((Key) => ({ Key })) };
    },
  };
}

/** What is kept of an object besides its bytes, and told with them. */
export function propertiesOf(input: Input): Record<string, unknown> {
  const given = PROPERTIES.filter((name) => input[name] !== undefined).map((name) => [name, input[name]]);
  return { ContentType: 'binary/octet-stream', ...Object.fromEntries(given) };
}

// Private

/** Both ends are in it. */
type Range = { from: number; to: number };

const PROPERTIES = [
  ...['ContentType', 'CacheControl', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage', 'Expires', 'Metadata'],
];

function put(bucket: string, input: Input, objects: Objects) {
  const { Key: key } = input;
  checkLengths(key, input.Metadata ?? {});
  checkWrite(input, objects.find(bucket, key));
  const bytes = Buffer.from(input.Body ?? '');
  const sums = checkedSums(input, bytes);
  const { etag } = objects.put(bucket, key, bytes, { ...propertiesOf(input), ...sums });
  return { ETag: `"${etag}"`, ...sums };
}

function checkLengths(key: string, metadata: Record<string, string>): void {
  const Size = Buffer.byteLength(key);
  const sizes = (most: number, size: number) => ({ Size: `${size}`, MaxSizeAllowed: `${most}` });
  if (Size > MOST.keyBytes)
    throw new AwsError('KeyTooLongError', 'Your key is too long', 400, sizes(MOST.keyBytes, Size));
  const size = Buffer.byteLength(Object.entries(metadata).flat().join(''));
  const message = 'Your metadata headers exceed the maximum allowed metadata size';
  if (size > MOST.metadata) throw new AwsError('MetadataTooLarge', message, 400, sizes(MOST.metadata, size));
}

function described({ etag, size, changedAt, properties }: StoredObject, input: Input, range: Range | undefined) {
  const isSum = (name: string) => name.startsWith('Checksum');
  // Sums are of all bytes, and only for those who ask.
  const shown = Object.entries(properties).filter(
    ([name]) => !isSum(name) || (input.ChecksumMode === 'ENABLED' && !range),
  );
  const LastModified = new Date(changedAt);
  return { AcceptRanges: 'bytes', ETag: `"${etag}"`, ContentLength: size, LastModified, ...Object.fromEntries(shown) };
}

function ranged({ from, to }: Range, size: number) {
  return { ContentLength: to - from + 1, ContentRange: `bytes ${from}-${to}/${size}` };
}

/** The one range of a Range header; what is none, or more than one, stands for the whole, as in S3. */
function rangeOf(header: string | undefined, size: number): Range | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const from = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (from <= to) return { from, to };
  const members = { RangeRequested: `${header}`, ActualObjectSize: `${size}` };
  throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, members);
}

function keysOf({ Delete: { Objects } }: Input): string[] {
  const keys: string[] = Objects.map(({ Key }: Input) => Key);
  if (keys.length > 0 && keys.length <= MOST.keys && keys.every(Boolean)) return keys;
  const message = 'The XML you provided was not well-formed or did not validate against our published schema';
  throw new AwsError('MalformedXML', message);
}
