import { AwsError, type Input } from '../endpoint/service.ts';
import { notOneOf, notSupported, validationError } from './errors.ts';
import { forwardTarget, type Place } from './forward.ts';
import { list, required, text } from './input.ts';
import { typeOf } from './kinds.ts';
import type { Action } from './model.ts';
import type { State } from './state.ts';

/** Reads the actions of a request, which end in a forward, a redirect or a fixed response. */
export function actionsIn(actions: unknown, state: State, place: Place): Action[] {
  const all = list<Input>(actions);
  if (all.length !== 1)
    throw validationError('A rule must have exactly one forward, redirect or fixed-response action');
  return all.map((action) => actionIn(action, state, place));
}

/** An action as AWS answers it. */
export function actionView(action: Action): object {
  if (action.kind === 'forward') return forwardView(action.targetGroupArn);
  if (action.kind === 'fixed-response') {
    const { body, ...rest } = { body: action.body, StatusCode: String(action.status), ContentType: action.contentType };
    return { Type: action.kind, Order: 1, FixedResponseConfig: { ...rest, ...(body && { MessageBody: body }) } };
  }
  const { status, protocol, host, port, path, query } = action;
  const config = { Protocol: protocol, Host: host, Port: port, Path: path, Query: query, StatusCode: `HTTP_${status}` };
  return { Type: action.kind, Order: 1, RedirectConfig: config };
}

// Private

const TYPES = ['forward', 'authenticate-oidc', 'authenticate-cognito', 'redirect', 'fixed-response', 'jwt-validation'];

function actionIn(action: Input, state: State, place: Place): Action {
  const type = required(action, 'Type');
  if (!TYPES.includes(type)) throw notOneOf('actions.1.member.type', type, TYPES);
  if (type === 'forward') return { kind: 'forward', targetGroupArn: forwardTarget(action, state, place) };
  if (typeOf(place.loadBalancerArn) === 'network') throw forwardOnly(type);
  if (type === 'fixed-response') return fixedResponse(action.FixedResponseConfig ?? {});
  if (type === 'redirect') return redirect(action.RedirectConfig ?? {});
  throw notSupported(`An action of type '${type}'`);
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

function redirect(config: Input): Action {
  const code = required(config, 'StatusCode');
  if (!/^HTTP_30[12]$/.test(code)) throw validationError('The StatusCode of a redirect must be HTTP_301 or HTTP_302');
  return {
    kind: 'redirect',
    status: code === 'HTTP_301' ? 301 : 302,
    protocol: (text(config.Protocol) ?? '#{protocol}').replace(/^HTTPS?$/, (name) => name.toLowerCase()),
    host: text(config.Host) ?? '#{host}',
    port: text(config.Port) ?? '#{port}',
    path: text(config.Path) ?? '/#{path}',
    query: text(config.Query) ?? '#{query}',
  };
}

const forwardView = (TargetGroupArn: string) => ({
  Type: 'forward',
  TargetGroupArn,
  Order: 1,
  ForwardConfig: {
    TargetGroups: [{ TargetGroupArn, Weight: 1 }],
    TargetGroupStickinessConfig: { Enabled: false },
  },
});
