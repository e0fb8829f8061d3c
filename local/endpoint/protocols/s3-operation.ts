import { AwsError } from '../service.ts';
import type { WireRequest } from '../wire.ts';

/** What a request to S3 is about: nothing, a bucket, or an object in it. */
export interface Target {
  Bucket: string;
  Key: string;
}

/** Bucket and key of a path, of which the key may hold anything. */
export function targetOf({ path }: WireRequest): Target {
  const [Bucket = '', ...key] = path.slice(1).split('/').map(decoded);
  return { Bucket, Key: key.join('/') };
}

/**
 * The operation of a request, which S3 tells by method, depth of the path and query. Without one that is served: method,
 * depth and the first part of the query.
 */
export function operationOf(request: WireRequest, target: Target): string {
  const depth = target.Key ? 'object' : target.Bucket ? 'bucket' : 'service';
  const names = parametersOf(request);
  const isMeant = ([, { request: wanted, mark }]: [string, Form]) =>
    wanted === `${request.method} ${depth}` && (mark ? names.includes(mark) : !names.some((name) => MARKS.has(name)));
  const [operation] = Object.entries(FORMS).find(isMeant) ?? [];
  return operation ?? [request.method, depth, ...names.map((name) => `?${name}`)].slice(0, 3).join(' ');
}

/** Throws for a parameter or header that asks for more than is served: an answer without it would be another one. */
export function refuseUnserved(operation: string, request: WireRequest): void {
  const { mark, parameters = [] } = FORMS[operation] as Form;
  const parameter = parametersOf(request).find((name) => name !== mark && !parameters.includes(name));
  if (parameter !== undefined) throw notImplemented('parameter', 'Parameter', parameter);
  const header = Object.keys(request.headers).find((name) => name.startsWith('x-amz-') && !isServed(name, request));
  if (header !== undefined) throw notImplemented('header', 'Header', header);
}

// Private

/** How an operation looks on the wire. */
interface Form {
  /** The method, and what the path points to. */
  request: string;
  /** The parameter that makes the request this operation's. */
  mark?: string;
  /** Further parameters that are served. */
  parameters?: string[];
}

const LISTING = [
  'prefix',
  'delimiter',
  'max-keys',
  'continuation-token',
  'start-after',
  'encoding-type',
  'fetch-owner',
];

const FORMS: Record<string, Form> = {
  ListBuckets: { request: 'GET service' },
  CreateBucket: { request: 'PUT bucket' },
  HeadBucket: { request: 'HEAD bucket' },
  DeleteBucket: { request: 'DELETE bucket' },
  ListObjectsV2: { request: 'GET bucket', mark: 'list-type', parameters: LISTING },
  DeleteObjects: { request: 'POST bucket', mark: 'delete' },
  PutObject: { request: 'PUT object' },
  GetObject: { request: 'GET object' },
  CreateMultipartUpload: { request: 'POST object', mark: 'uploads' },
  UploadPart: { request: 'PUT object', mark: 'uploadId', parameters: ['partNumber'] },
  CompleteMultipartUpload: { request: 'POST object', mark: 'uploadId' },
  AbortMultipartUpload: { request: 'DELETE object', mark: 'uploadId' },
  ListParts: { request: 'GET object', mark: 'uploadId' },
  HeadObject: { request: 'HEAD object' },
  DeleteObject: { request: 'DELETE object' },
};

/** Parameters that make a request another operation's; those of unserved operations too, whatever their method. */
const MARKS = new Set([
  ...['list-type', 'delete', 'uploads', 'uploadId', 'versions', 'versioning', 'encryption', 'policy', 'policyStatus'],
  ...[
    'lifecycle',
    'tagging',
    'publicAccessBlock',
    'ownershipControls',
    'acl',
    'cors',
    'website',
    'location',
    'logging',
  ],
  ...['notification', 'replication', 'accelerate', 'analytics', 'intelligent-tiering', 'inventory', 'metrics'],
  ...[
    'requestPayment',
    'object-lock',
    'legal-hold',
    'retention',
    'attributes',
    'torrent',
    'restore',
    'select',
    'session',
  ],
]);

const HEADERS =
  /^x-amz-(date|content-sha256|security-token|user-agent|meta-.+|checksum-(crc32|crc32c|sha1|sha256|mode|algorithm|type)|sdk-checksum-algorithm|trailer|decoded-content-length)$/;

function isServed(header: string, { headers }: WireRequest): boolean {
  return HEADERS.test(header) || (header === 'x-amz-storage-class' && headers[header] === 'STANDARD');
}

/** `x-id` only repeats the operation's name. */
function parametersOf({ query }: WireRequest): string[] {
  return [...new URLSearchParams(query).keys()].filter((name) => name !== 'x-id');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.", 400, { URI: part });
  }
}

function notImplemented(what: string, member: string, name: string): AwsError {
  const message = `A ${what} you provided implies functionality that is not implemented: ${name}`;
  return new AwsError('NotImplemented', message, 501, { [member]: name });
}
