import type { Input } from '../service.ts';
import type { Protocol } from './protocol.ts';
import { headersOf, inputOf } from './s3-members.ts';
import { operationOf, refuseUnserved, targetOf } from './s3-operation.ts';
import { element, type Naming } from './xml.ts';

/** S3's REST-XML, path style: an object's bytes are the body, its properties headers. */
export const s3Protocol: Protocol = {
  read(request) {
    const target = targetOf(request);
    const operation = operationOf(request, target);
    const input = () => {
      refuseUnserved(operation, request);
      return { ...target, ...inputOf(operation, request) };
    };
    return { operation, input };
  },

  write(_service, operation, output = {}, requestId) {
    const id = { 'x-amz-request-id': requestId };
    const root = ROOTS[operation];
    if (root) return { contentType: XML, body: document(root, output, ` xmlns="${NAMESPACE}"`), headers: id };
    const { Body = '', ContentType = XML, ...members } = output as Input;
    // The length is that of the bytes which HEAD leaves out.
    const headers = { ...id, ...headersOf(members) };
    return { contentType: ContentType, body: Body, headers, status: statusOf(operation, members) };
  },

  writeError(_service, { code, message, members }, RequestId) {
    const body = document('Error', { Code: code, Message: message, ...members, RequestId });
    return { contentType: XML, body, headers: { 'x-amz-request-id': RequestId } };
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

const XML = 'application/xml';
const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** The operations that answer with a document, and its root. */
const ROOTS: Record<string, string> = {
  ListBuckets: 'ListAllMyBucketsResult',
  ListObjectsV2: 'ListBucketResult',
  DeleteObjects: 'DeleteResult',
  CreateMultipartUpload: 'InitiateMultipartUploadResult',
  CompleteMultipartUpload: 'CompleteMultipartUploadResult',
  ListParts: 'ListPartsResult',
};

/** Lists stand without an element around them, but for buckets. */
const NAMING: Naming = {
  item: (list) => (list === 'Buckets' ? 'Bucket' : list),
  member: (name) => name,
  isFlat: (list) => list !== 'Buckets',
};

function document(root: string, members: object, attributes = ''): string {
  const xml = element(root, members, NAMING);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attributes}${xml.slice(root.length + 1)}`;
}

function statusOf(operation: string, { ContentRange }: Input): number {
  if (ContentRange) return 206;
  return /^(Delete|Abort)/.test(operation) ? 204 : 200;
}
