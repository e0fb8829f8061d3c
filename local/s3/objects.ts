import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { type Buckets, bucketNamed } from './buckets.ts';
import type { Objects, StoredObject } from './store.ts';

const MOST_KEYS = 1000;

/** The operations on objects. Multipart uploads, copies and versions are not served. */
export function objectOperations(buckets: Buckets, objects: Objects): Record<string, Operation> {
  const find = (input: Input): StoredObject => {
    const found = objects.find(bucketNamed(buckets, input).name, input.Key);
    if (found) return found;
    throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: input.Key });
  };
  const remove = (bucket: string, key: string) => objects.remove(bucket, key);
  return {
    PutObject: (input) => {
      const { name } = bucketNamed(buckets, input);
      const type = input.ContentType ?? 'binary/octet-stream';
      const { etag } = objects.put(name, input.Key, Buffer.from(input.Body ?? ''), type);
      return { ETag: `"${etag}"` };
    },
    GetObject: (input) => {
      const object = find(input);
      return { ...described(object), ...part(objects.bytes(object), input.Range) };
    },
    HeadObject: (input) => described(find(input)),
    DeleteObject: (input) => void remove(bucketNamed(buckets, input).name, input.Key),
    DeleteObjects: (input) => {
      const { name } = bucketNamed(buckets, input);
      const keys: string[] = input.Delete.Objects.map(({ Key }: { Key: string }) => Key);
      for (const key of keys) remove(name, key);
      return { Deleted: keys.map((Key) => ({ Key })) };
    },
    ListObjectsV2: (input) => listed(bucketNamed(buckets, input).name, input, objects),
  };
}

// Private

function described({ etag, size, contentType, changedAt }: StoredObject) {
  return { ETag: `"${etag}"`, ContentLength: size, ContentType: contentType, LastModified: new Date(changedAt) };
}

function part(bytes: Buffer, range: string | undefined) {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === undefined) return { Body: bytes };
  if (Number(from) >= bytes.length) throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
  const Body = bytes.subarray(Number(from), to ? Number(to) + 1 : undefined);
  const last = Number(from) + Body.length - 1;
  return { Body, ContentRange: `bytes ${from}-${last}/${bytes.length}` };
}

function listed(bucket: string, input: Input, objects: Objects) {
  const { Prefix = '', Delimiter, StartAfter = '', ContinuationToken = '', EncodingType } = input;
  // Characters that XML cannot carry are encoded where the client asks for it.
  const told = (text: string) => (EncodingType === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : text);
  const most = Math.min(Number(input.MaxKeys ?? MOST_KEYS), MOST_KEYS);
  const after = ContinuationToken ? Buffer.from(ContinuationToken, 'base64url').toString() : StartAfter;
  const folderOf = (key: string) => {
    const at = Delimiter ? key.indexOf(Delimiter, Prefix.length) : -1;
    return at < 0 ? undefined : key.slice(0, at + Delimiter.length);
  };
  const all = objects.list(bucket, Prefix, after);
  const page = all.slice(0, most);
  const folders = [...new Set(page.map(({ key }) => folderOf(key)).filter((each) => each !== undefined))];
  const Contents = page.filter(({ key }) => folderOf(key) === undefined);
  const isTruncated = all.length > page.length;
  return {
    Name: bucket,
    Prefix: told(Prefix),
    Delimiter,
    EncodingType,
    MaxKeys: most,
    KeyCount: Contents.length + folders.length,
    IsTruncated: isTruncated,
    NextContinuationToken: isTruncated ? Buffer.from(page.at(-1)!.key).toString('base64url') : undefined,
    Contents: Contents.map(({ key, size, etag, changedAt }) => ({
      Key: told(key),
      LastModified: new Date(changedAt),
      ETag: `"${etag}"`,
      Size: size,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: folders.map((folder) => ({ Prefix: told(folder) })),
  };
}
