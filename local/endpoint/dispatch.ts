import { randomUUID } from 'node:crypto';
import type { Log } from '../../lib/log.ts';
import { authenticate, type Credentials } from './authenticate.ts';
import { type Caller, currentCaller, onBehalfOf } from './caller.ts';
import { ec2Protocol } from './protocols/ec2.ts';
import { jsonProtocol } from './protocols/json.ts';
import type { Answer, Protocol, Refusal } from './protocols/protocol.ts';
import { queryProtocol } from './protocols/query.ts';
import { restJsonProtocol } from './protocols/rest-json.ts';
import { s3Protocol } from './protocols/s3.ts';
import { sqsQueryProtocol } from './protocols/sqs-query.ts';
import type { Registry } from './registry.ts';
import { AwsError, type Input, type Service } from './service.ts';
import { parseAuthorization } from './signature.ts';
import { internalFailure, unavailable } from './unavailable.ts';
import type { WireRequest, WireResponse } from './wire.ts';

/** Answers one request. Never rejects: whatever goes wrong is an error in the service's own format. */
export type Dispatch = (request: WireRequest) => Promise<WireResponse>;

/** Longest body that is read: 5 MiB of Kinesis records as base64, with their JSON around them. */
export const MAX_BODY = 12 * 1024 * 1024;

/** How each family of services speaks. */
export const PROTOCOLS = {
  query: queryProtocol,
  ec2: ec2Protocol,
  json: jsonProtocol,
  'rest-json': restJsonProtocol,
  s3: s3Protocol,
  'sqs-query': sqsQueryProtocol,
};

/** The way of a request, in the order in which the real services check, because clients see which error wins. */
export function createDispatch(deps: {
  registry: Registry;
  credentials: Credentials;
  /** Throws where the caller may not do what the request asks for; everybody may everything unless told. */
  authorize?: (caller: Caller, service: string, operation: string, input: Input) => Promise<void>;
  /** Resolves when all that was written until now outlives a power cut: no answer goes out before. */
  settled?: () => Promise<void>;
  log: Log;
}): Dispatch {
  return async (request) => {
    const requestId = randomUUID();
    const service = deps.registry.find(serviceName(request));
    const protocol = protocolOf(service, request);
    try {
      if (request.body.length > MAX_BODY) throw refused(protocol, 'too-large', 'Request body is too large.');
      const known = authenticate(request, deps.credentials, Date.now());
      if ('refusal' in known) throw refused(protocol, known.refusal, known.message);
      if (!service) throw refused(protocol, 'unknown-operation', `Not served here: ${serviceName(request)}.`);
      const { operation, output } = await onBehalfOf(known.caller, () =>
        perform(service, protocol, request, deps.authorize),
      );
      await deps.settled?.();
      return answer(200, protocol.write(service, operation, output, requestId), requestId);
    } catch (error) {
      const told = asAwsError(error, (cause) => deps.log.error(`${serviceName(request)} ${requestId} failed`, cause));
      return answer(told.status, protocol.writeError(service, told, requestId), requestId);
    }
  };
}

// Private

function serviceName({ headers }: WireRequest): string {
  return parseAuthorization(headers.authorization)?.service ?? '';
}

/** Without a service that we know, the answer is in the format in which the question was. */
function protocolOf(service: Service | undefined, { headers }: WireRequest): Protocol {
  if (service?.older && !headers['x-amz-target']) return PROTOCOLS[service.older.protocol];
  if (service) return PROTOCOLS[service.protocol];
  return headers['x-amz-target'] || headers['content-type']?.includes('json') ? jsonProtocol : queryProtocol;
}

type Authorize = NonNullable<Parameters<typeof createDispatch>[0]['authorize']>;

async function perform(service: Service, protocol: Protocol, request: WireRequest, authorize?: Authorize) {
  const { operation, input } = protocol.read(request, service);
  if (!Object.hasOwn(service.operations, operation)) {
    throw refused(protocol, 'unknown-operation', `Could not find operation ${operation}.`);
  }
  const members = input();
  await authorize?.(currentCaller(), service.signingName, operation, members).catch((error) => {
    throw error instanceof AwsError && error.code === 'AccessDenied'
      ? refused(protocol, 'denied', error.message)
      : error;
  });
  return { operation, output: await service.operations[operation]?.(members) };
}

function refused(protocol: Protocol, refusal: Refusal, message: string): AwsError {
  const { code, status } = protocol.refusals[refusal];
  return new AwsError(code, message, status);
}

function asAwsError(error: unknown, report: (cause: unknown) => void): AwsError {
  if (error instanceof AwsError) return error;
  report(error);
  return unavailable(error) ?? internalFailure(error);
}

function answer(
  usual: number,
  { contentType, body, status = usual, errorType, headers: more }: Answer & { errorType?: string },
  requestId: string,
): WireResponse {
  const headers: Record<string, string> = { 'content-type': contentType, 'x-amzn-requestid': requestId, ...more };
  if (errorType) headers['x-amzn-errortype'] = errorType;
  return { status, headers, body };
}
