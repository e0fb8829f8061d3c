import type { AwsError, Service } from '../service.ts';
import { parseForm } from './form.ts';
import type { Protocol } from './protocol.ts';
import { element, escapeXml, type Naming } from './xml.ts';

/** AWS query: a form in, XML out, with `<OpResult>` and `<ResponseMetadata>`. CloudFormation, ELB, IAM, STS, RDS. */
export const queryProtocol: Protocol = {
  read({ body }, service) {
    const { Action, Version, ...input } = parseForm(body.toString(), service.listItems);
    const known = Version === undefined || Version === service.version;
    return { operation: known ? String(Action) : `${Action} for version ${Version}`, input: () => input };
  },

  write(service, operation, output, requestId) {
    const result = output === undefined ? '' : element(`${operation}Result`, output, namingOf(service));
    const metadata = element('ResponseMetadata', { RequestId: requestId }, NAMING);
    const root = `${operation}Response`;
    return xml(`<${root} xmlns="${namespace(service)}">${result}${metadata}</${root}>`);
  },

  writeError(service, error, requestId) {
    const xmlns = service ? ` xmlns="${namespace(service)}"` : '';
    const detail = element('Error', { Type: blame(error), Code: error.code, Message: error.message }, NAMING);
    return xml(`<ErrorResponse${xmlns}>${detail}<RequestId>${escapeXml(requestId)}</RequestId></ErrorResponse>`);
  },

  refusals: {
    'missing-authentication': { code: 'MissingAuthenticationToken', status: 403 },
    'incomplete-signature': { code: 'IncompleteSignature', status: 400 },
    'unknown-key': { code: 'InvalidClientTokenId', status: 403 },
    expired: { code: 'ExpiredToken', status: 403 },
    denied: { code: 'AccessDenied', status: 403 },
    'wrong-signature': { code: 'SignatureDoesNotMatch', status: 403 },
    'unknown-operation': { code: 'InvalidAction', status: 400 },
    unreadable: { code: 'MalformedQueryString', status: 400 },
    'too-large': { code: 'RequestEntityTooLarge', status: 413 },
  },
};

// Private

const NAMING: Naming = { item: () => 'member', member: (name) => name };

function namingOf({ listItems = {} }: Service): Naming {
  return { ...NAMING, item: (list) => (Object.hasOwn(listItems, list) ? listItems[list] : undefined) ?? 'member' };
}

function xml(body: string) {
  return { contentType: 'text/xml', body: `${body}\n` };
}

function namespace({ signingName, version }: Service): string {
  const scheme = signingName === 'iam' || signingName === 'sts' ? 'https' : 'http';
  return `${scheme}://${signingName}.amazonaws.com/doc/${version}/`;
}

function blame(error: AwsError): string {
  return error.status < 500 ? 'Sender' : 'Receiver';
}
