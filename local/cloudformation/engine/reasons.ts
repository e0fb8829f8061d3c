import { isAbort } from '../../../lib/failure.ts';
import { AwsError, type CallAws } from '../../endpoint/service.ts';
import { HandlerFailure } from '../handlers/handler.ts';

/** The error of a service that a handler called, with the service's name. */
class ServiceError extends AwsError {
  readonly service: string;

  constructor(service: string, { code, message, status }: AwsError) {
    super(code, message, status);
    this.service = service;
  }
}

/** The same calls, whose errors know which service they came from. */
export function namingService(callAws: CallAws): CallAws {
  return async (service, operation, input) => {
    try {
      return await callAws(service, operation, input);
    } catch (error) {
      throw error instanceof AwsError ? new ServiceError(service, error) : error;
    }
  };
}

/** Why a resource failed, in CloudFormation's words. `doing` is what was cut off when a wait was aborted. */
export function reasonOf(error: unknown, doing: string, token: string): string {
  if (isAbort(error)) return `Resource ${doing} cancelled`;
  if (error instanceof ServiceError) {
    const origin = `Service: ${capitalised(error.service)}, Status Code: ${error.status}, Request ID: ${token}`;
    return handlerMessage(`${error.message} (${origin})`, token, handlerCode(error));
  }
  if (error instanceof HandlerFailure) return handlerMessage(error.message, token, error.handlerCode);
  return error instanceof Error ? error.message : String(error);
}

/** `The following resource(s) failed to create: [A, B]. ` */
export function failedSentence(verb: string, logicalIds: readonly string[]): string {
  return `The following resource(s) failed to ${verb}: [${logicalIds.join(', ')}]. `;
}

// Private

function handlerMessage(message: string, token: string, code: string): string {
  return `Resource handler returned message: "${message}" (RequestToken: ${token}, HandlerErrorCode: ${code})`;
}

function handlerCode({ code, status }: AwsError): string {
  if (/NotFound|NoSuch/.test(code)) return 'NotFound';
  if (/Exists|Duplicate|InUse/.test(code)) return 'AlreadyExists';
  if (/Denied|Unauthorized/.test(code)) return 'AccessDenied';
  if (/Throttl/.test(code)) return 'Throttling';
  if (/Limit|TooMany/.test(code)) return 'ServiceLimitExceeded';
  return status >= 500 ? 'ServiceInternalError' : 'InvalidRequest';
}

function capitalised(service: string): string {
  return service.charAt(0).toUpperCase() + service.slice(1);
}
