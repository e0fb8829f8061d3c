import type { Input } from '../service.ts';
import type { WireRequest } from '../wire.ts';
import { contentEncoding, isFramed, unframed } from './aws-chunked.ts';
import { deleteIn, locationIn, partsIn } from './s3-documents.ts';

/** The members of a request besides bucket and key. */
export function inputOf(operation: string, request: WireRequest): Input {
  const { body, headers, query } = request;
  if (operation === 'CreateBucket') return { CreateBucketConfiguration: { LocationConstraint: locationIn(body) } };
  if (operation === 'ListObjectsV2') return pick(Object.fromEntries(new URLSearchParams(query)), PARAMETERS);
  const upload = pick(Object.fromEntries(new URLSearchParams(query)), UPLOAD);
  if (operation === 'CompleteMultipartUpload')
    return { ...upload, ...pick(headers, REQUEST), MultipartUpload: { Parts: partsIn(body) } };
  if (!WITH_BODY.includes(operation)) return { ...upload, ...pick(headers, REQUEST) };
  const { bytes, trailers } = isFramed(headers) ? unframed(body, headers) : { bytes: body, trailers: {} };
  const sums = pick({ ...headers, ...trailers }, SUMS);
  if (operation === 'DeleteObjects') return { ...sums, Delete: deleteIn(bytes), Body: bytes };
  const properties = pick({ ...headers, 'content-encoding': contentEncoding(headers) }, PROPERTIES);
  return { ...upload, ...pick(headers, REQUEST), ...properties, ...sums, Metadata: metadataIn(headers), Body: bytes };
}

/** The members of an answer that are headers. The type of the content is none of them. */
export function headersOf(output: Input): Record<string, string> {
  const all = { ...ANSWER, ...PROPERTIES, ...SUMS };
  const own = Object.entries(all).map(([header, member]) => [header, textOf(output[member])]);
  const metadata = Object.entries(output.Metadata ?? {}).map(([name, value]) => [`x-amz-meta-${name}`, value]);
  const kind = Object.keys(SUMS).some((sum) => output[SUMS[sum] as string])
    ? [['x-amz-checksum-type', 'FULL_OBJECT']]
    : [];
  return Object.fromEntries([...own, ...metadata, ...kind].filter(([, value]) => value !== undefined));
}

// Private

/** The operations that read the bytes of a body, or the properties of an object. */
const WITH_BODY = ['CreateMultipartUpload', 'DeleteObjects', 'PutObject', 'UploadPart'];

/** Headers and the members that they are. */
type Names = Record<string, string>;

const PROPERTIES: Names = {
  'content-type': 'ContentType',
  'cache-control': 'CacheControl',
  'content-disposition': 'ContentDisposition',
  'content-encoding': 'ContentEncoding',
  'content-language': 'ContentLanguage',
  expires: 'Expires',
};

const SUMS: Names = {
  'content-md5': 'ContentMD5',
  'x-amz-checksum-crc32': 'ChecksumCRC32',
  'x-amz-checksum-crc32c': 'ChecksumCRC32C',
  'x-amz-checksum-sha1': 'ChecksumSHA1',
  'x-amz-checksum-sha256': 'ChecksumSHA256',
};

const REQUEST: Names = {
  range: 'Range',
  'x-amz-checksum-mode': 'ChecksumMode',
  'if-match': 'IfMatch',
  'if-none-match': 'IfNoneMatch',
  'if-modified-since': 'IfModifiedSince',
  'if-unmodified-since': 'IfUnmodifiedSince',
};

const ANSWER: Names = {
  etag: 'ETag',
  'last-modified': 'LastModified',
  'accept-ranges': 'AcceptRanges',
  'content-range': 'ContentRange',
  'content-length': 'ContentLength',
  location: 'Location',
  'x-amz-bucket-region': 'BucketRegion',
};

const UPLOAD: Names = { uploadId: 'UploadId', partNumber: 'PartNumber' };

const PARAMETERS: Names = {
  prefix: 'Prefix',
  delimiter: 'Delimiter',
  'max-keys': 'MaxKeys',
  'continuation-token': 'ContinuationToken',
  'start-after': 'StartAfter',
  'encoding-type': 'EncodingType',
  'fetch-owner': 'FetchOwner',
};

function pick(given: Record<string, string | undefined>, names: Names): Input {
  const members = Object.entries(names).map(([name, member]) => [member, given[name]]);
  const all: Input = Object.fromEntries(members.filter(([, value]) => value !== undefined));
  if (all.FetchOwner !== undefined) all.FetchOwner = all.FetchOwner === 'true';
  return all;
}

function metadataIn(headers: Record<string, string>): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  return Object.fromEntries(own.map(([name, value]) => [name.slice('x-amz-meta-'.length), value]));
}

function textOf(value: unknown): string | undefined {
  if (value instanceof Date) return value.toUTCString();
  return value === undefined ? undefined : String(value);
}
