import { AwsError, type Input } from '../service.ts';
import type { Protocol } from './protocol.ts';

/** AWS JSON 1.1: the operation in X-Amz-Target, JSON in and out. ECS, ECR, Kinesis, Secrets Manager, Logs. */
export const jsonProtocol: Protocol = {
  read({ headers, body }, service) {
    const target = headers['x-amz-target'] ?? '';
    const dot = target.lastIndexOf('.');
    const known = target.slice(0, dot) === service.target;
    return { operation: known ? target.slice(dot + 1) : target, input: () => parseJsonBody(body) };
  },

  write(_service, _operation, output) {
    return json(output === undefined ? '' : writeJson(output));
  },

  writeError(service, error) {
    const older = service?.older && (service.older.codes[error.code] ?? error.code);
    return {
      ...json(JSON.stringify({ __type: error.code, message: error.message, ...error.members })),
      errorType: error.code,
      // Clients that knew the service by its older protocol go on to know its errors.
      ...(older && { headers: { 'x-amzn-query-error': `${older};${error.status < 500 ? 'Sender' : 'Receiver'}` } }),
    };
  },

  refusals: {
    'missing-authentication': { code: 'MissingAuthenticationTokenException', status: 400 },
    'incomplete-signature': { code: 'IncompleteSignatureException', status: 400 },
    'unknown-key': { code: 'UnrecognizedClientException', status: 400 },
    expired: { code: 'ExpiredTokenException', status: 400 },
    denied: { code: 'AccessDeniedException', status: 400 },
    'wrong-signature': { code: 'InvalidSignatureException', status: 400 },
    'unknown-operation': { code: 'UnknownOperationException', status: 400 },
    unreadable: { code: 'SerializationException', status: 400 },
    'too-large': { code: 'RequestEntityTooLargeException', status: 413 },
  },
};

/** JSON as AWS writes it: dates as seconds since 1970 with a fraction, blobs as base64. */
export function writeJson(output: object): string {
  return JSON.stringify(plain(output));
}

/** The members in a JSON body; none when it is empty. Throws when it is no JSON object. */
export function parseJsonBody(body: Buffer): Input {
  if (body.length === 0) return {};
  const value = parseJson(body.toString());
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new AwsError('SerializationException', 'Start of structure or map found where not expected.');
}

// Private

function json(body: string) {
  return { contentType: 'application/x-amz-json-1.1', body };
}

function parseJson(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError('SerializationException', 'The request is not JSON.');
  }
}

function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  const object: Record<string, unknown> = {};
  for (const name of Object.keys(value)) object[name] = plain((value as Record<string, unknown>)[name]);
  return object;
}
