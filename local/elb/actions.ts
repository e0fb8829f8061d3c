import { AwsError, type Input } from '../endpoint/service.ts';
import { notOneOf, notSupported, validationError } from './errors.ts';
import { forwardIn, forwardView, type Place } from './forward.ts';
import { list, required, text } from './input.ts';
import { typeOf } from './kinds.ts';
import type { Action } from './model.ts';
import { redirectIn, redirectView } from './redirect.ts';
import type { State } from './state.ts';

/** Reads the actions of a request, which end in a forward, a redirect or a fixed response. */
export function actionsIn(actions: unknown, state: State, place: Place): Action[] {
  const all = list<Input>(actions);
  for (const [index, action] of all.entries()) refuseStrangeType(required(action, 'Type'), index + 1);
  if (all.length !== 1)
    throw validationError('A rule must have exactly one forward, redirect or fixed-response action');
  return all.map((action) => actionIn(action, state, place));
}

/** An action as AWS answers it. */
export function actionView(action: Action): object {
  if (action.kind === 'forward') return forwardView(action);
  if (action.kind === 'fixed-response') {
    const { body, ...rest } = { body: action.body, StatusCode: String(action.status), ContentType: action.contentType };
    return { Type: action.kind, Order: 1, FixedResponseConfig: { ...rest, ...(body && { MessageBody: body }) } };
  }
  return redirectView(action);
}

// Private

const TYPES = ['forward', 'authenticate-oidc', 'authenticate-cognito', 'redirect', 'fixed-response', 'jwt-validation'];

const SERVED = ['forward', 'redirect', 'fixed-response'];

function refuseStrangeType(type: string, place: number): void {
  if (!TYPES.includes(type)) throw notOneOf(`actions.${place}.member.type`, type, TYPES);
  // Who a user is would be asked of an identity provider, which a browser reaches and this machine need not.
  if (!SERVED.includes(type)) throw notSupported(`An action of type '${type}'`);
}

function actionIn(action: Input, state: State, place: Place): Action {
  const type = required(action, 'Type');
  if (type === 'forward') return forwardIn(action, state, place);
  if (typeOf(place.loadBalancerArn) === 'network') throw forwardOnly(type);
  if (type === 'fixed-response') return fixedResponse(action.FixedResponseConfig ?? {});
  return redirectIn(action.RedirectConfig ?? {}, place);
}

const forwardOnly = (type: string) =>
  new AwsError(
    'InvalidLoadBalancerAction',
    `Actions of type '${type}' are not supported on load balancers of type 'network'`,
  );

const CONTENT_TYPES = ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'];

function fixedResponse(config: Input): Action {
  const status = required(config, 'StatusCode');
  const contentType = text(config.ContentType) ?? 'text/plain';
  const body = text(config.MessageBody) ?? '';
  if (!/^[245]\d\d$/.test(status)) throw validationError('The StatusCode of a fixed response must be 2XX, 4XX or 5XX');
  if (!CONTENT_TYPES.includes(contentType)) throw validationError(`ContentType '${contentType}' is not valid`);
  if (body.length > 1024) throw validationError('MessageBody must be at most 1024 characters long');
  return { kind: 'fixed-response', status: Number(status), contentType, body };
}
