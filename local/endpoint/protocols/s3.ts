import { AwsError, type Input } from '../service.ts';
import type { WireRequest } from '../wire.ts';
import type { Protocol } from './protocol.ts';
import { element, type Naming } from './xml.ts';

/**
 * S3's REST-XML, path style: the operation is told by method, depth of the path and sub-resource; an object's bytes are the
 * body, its properties headers.
 */
export const s3Protocol: Protocol = {
  read(request) {
    const [Bucket = '', ...key] = decodeURIComponent(request.path).slice(1).split('/');
    const Key = key.join('/');
    const operation = operationOf(request, Bucket, Key);
    return { operation, input: () => ({ Bucket, Key, ...inputOf(operation, request) }) };
  },

  write(_service, operation, output = {}) {
    const { Body, ...members } = output as { Body?: Buffer };
    if (HEADERS[operation]) {
      const contentType = (members as Record<string, string>).ContentType ?? 'application/octet-stream';
      // The answer to HEAD tells the length of what it leaves out.
      const length = operation === 'HeadObject' && { 'content-length': `${(members as Input).ContentLength}` };
      return { contentType, body: Body ?? '', headers: { ...headersOf(members), ...length } };
    }
    const isEmpty = Object.keys(members).length === 0;
    const root = ROOTS[operation] ?? `${operation}Result`;
    const body = isEmpty ? '' : `${DECLARATION}<${root} xmlns="${NAMESPACE}">${inner(members)}</${root}>`;
    return { contentType: 'application/xml', body, status: operation.startsWith('Delete') && isEmpty ? 204 : 200 };
  },

  writeError(_service, { code, message, members }, RequestId) {
    const error = { Code: code, Message: message, ...members, RequestId };
    return { contentType: 'application/xml', body: `${DECLARATION}<Error>${inner(error)}</Error>` };
  },

  refusals: {
    'missing-authentication': { code: 'AccessDenied', status: 403 },
    'incomplete-signature': { code: 'AuthorizationHeaderMalformed', status: 400 },
    'unknown-key': { code: 'InvalidAccessKeyId', status: 403 },
    expired: { code: 'ExpiredToken', status: 400 },
    denied: { code: 'AccessDenied', status: 403 },
    'wrong-signature': { code: 'SignatureDoesNotMatch', status: 403 },
    'unknown-operation': { code: 'NotImplemented', status: 501 },
    unreadable: { code: 'MalformedXML', status: 400 },
    'too-large': { code: 'EntityTooLarge', status: 400 },
  },
};

// Private

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** The operations that answer with headers, and bytes or nothing. */
const HEADERS: Record<string, true> = { GetObject: true, HeadObject: true, PutObject: true };

const ROOTS: Record<string, string> = {
  ListBuckets: 'ListAllMyBucketsResult',
  ListObjectsV2: 'ListBucketResult',
  DeleteObjects: 'DeleteResult',
};

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

const NAMING: Naming = { item: () => 'Bucket', member: (name) => name };

/** The elements inside an answer. Lists stand there item by item, but for those of buckets, which have an element around them. */
function inner(members: object): string {
  return Object.entries(members)
    .map(([name, value]) =>
      Array.isArray(value) && name !== 'Buckets'
        ? value.map((item) => element(name, item, NAMING)).join('')
        : element(name, value, NAMING),
    )
    .join('');
}

function operationOf({ method, query, headers }: WireRequest, bucket: string, key: string): string {
  const has = (name: string) => new URLSearchParams(query).has(name);
  const subresource = SUBRESOURCES.find(has);
  if (headers['x-amz-copy-source']) return 'CopyObject';
  if (subresource) return `${method} ?${subresource}`;
  // Over HTTP/2 a method is any word, but never the name of an operation that only this process calls.
  if (!METHODS.includes(method)) return `the method ${method}`;
  if (bucket === '') return method === 'GET' ? 'ListBuckets' : `${method} /`;
  if (method === 'POST' && has('delete')) return 'DeleteObjects';
  if (method === 'GET' && key === '') return has('list-type') ? 'ListObjectsV2' : 'ListObjects';
  const verb = { PUT: key ? 'Put' : 'Create', GET: 'Get', HEAD: 'Head', DELETE: 'Delete' }[method] ?? method;
  return `${verb}${key ? 'Object' : 'Bucket'}`;
}

const METHODS = ['DELETE', 'GET', 'HEAD', 'POST', 'PUT'];

/** Parts of buckets and objects that are not served over the wire; unknown ones must not be taken for the whole. */
const SUBRESOURCES = [
  ...['uploads', 'uploadId', 'versions', 'versioning', 'encryption', 'policy', 'policyStatus', 'lifecycle', 'tagging'],
  ...['publicAccessBlock', 'ownershipControls', 'acl', 'cors', 'website', 'location', 'notification', 'replication'],
];

function inputOf(operation: string, { query, headers, body }: WireRequest): Input {
  if (operation === 'PutObject') return { Body: bytesOf(body, headers), ContentType: headers['content-type'] };
  if (operation === 'GetObject') return { Range: headers.range };
  if (operation === 'DeleteObjects') return { Delete: { Objects: keysIn(body.toString()).map((Key) => ({ Key })) } };
  const search = new URLSearchParams(query);
  return {
    Prefix: search.get('prefix') ?? undefined,
    Delimiter: search.get('delimiter') ?? undefined,
    MaxKeys: search.get('max-keys') ?? undefined,
    ContinuationToken: search.get('continuation-token') ?? undefined,
    StartAfter: search.get('start-after') ?? undefined,
    EncodingType: search.get('encoding-type') ?? undefined,
  };
}

/** The body without the frames of `aws-chunked`: `<hex size>[;…]\r\n<bytes>\r\n`, to a size of 0 and the trailers. */
function bytesOf(body: Buffer, headers: Record<string, string>): Buffer {
  if (!headers['content-encoding']?.includes('aws-chunked')) return body;
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.subarray(at, end).toString(), 16);
    if (end < 0 || Number.isNaN(size)) throw new AwsError('IncompleteBody', 'The request body terminated unexpectedly');
    if (size === 0) return Buffer.concat(parts);
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

function keysIn(xml: string): string[] {
  return [...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => unescapeXml(key));
}

function unescapeXml(text: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text
    .replace(/&#(?:x([0-9a-f]+)|(\d+));/gi, (_, hex, decimal) =>
      String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal)),
    )
    .replace(/&(amp|lt|gt|quot|apos);/g, (_, name) => entities[name] as string);
}

function headersOf({ ETag, ContentRange, LastModified }: Input): Record<string, string> {
  const all = {
    etag: ETag,
    'content-range': ContentRange,
    'last-modified': LastModified?.toUTCString(),
    'accept-ranges': 'bytes',
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<string, string>;
}
