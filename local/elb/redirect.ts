import { AwsError, type Input } from '../endpoint/service.ts';
import { validationError } from './errors.ts';
import type { Place } from './forward.ts';
import { required, text } from './input.ts';
import type { Action } from './model.ts';

type Redirect = Extract<Action, { kind: 'redirect' }>;

/** The redirect of a request, whose parts are what was asked for unless it says otherwise. */
export function redirectIn(config: Input, place: Place): Redirect {
  const code = required(config, 'StatusCode');
  const redirect: Redirect = {
    kind: 'redirect',
    status: code === 'HTTP_301' ? 301 : 302,
    protocol: text(config.Protocol) ?? SAME.protocol,
    host: text(config.Host) ?? SAME.host,
    port: text(config.Port) ?? SAME.port,
    path: text(config.Path) ?? SAME.path,
    query: text(config.Query) ?? SAME.query,
  };
  if (!/^HTTP_30[12]$/.test(code)) throw validationError('The StatusCode of a redirect must be HTTP_301 or HTTP_302');
  refuseBadParts(redirect, place);
  refuseLoop(redirect);
  return redirect;
}

/** A redirect as AWS answers it. */
export function redirectView({ status, protocol, host, port, path, query }: Redirect): object {
  // Earlier versions kept the protocol in small letters.
  const Protocol = protocol === SAME.protocol ? protocol : protocol.toUpperCase();
  const config = { Protocol, Host: host, Port: port, Path: path, Query: query, StatusCode: `HTTP_${status}` };
  return { Type: 'redirect', Order: 1, RedirectConfig: config };
}

// Private

const SAME = { protocol: '#{protocol}', host: '#{host}', port: '#{port}', path: '/#{path}', query: '#{query}' };

function refuseBadParts({ protocol, port, path, host, query }: Redirect, place: Place): void {
  if (!/^(HTTPS?|#\{protocol\})$/.test(protocol))
    throw validationError(`Protocol '${protocol}' must be one of 'HTTP, HTTPS, #{protocol}'`);
  if (port !== SAME.port && !isPort(port)) throw validationError(`Port '${port}' is not valid`);
  if (!/^\/[\x21-\x7e]{0,127}$/.test(path)) throw validationError(`Path '${path}' must begin with a '/'`);
  if (!/^[\x21-\x7e]{1,128}$/.test(host)) throw validationError(`Host '${host}' is not valid`);
  if (!/^[\x21-\x7e]{0,128}$/.test(query)) throw validationError(`Query '${query}' is not valid`);
  if (place.protocol === 'HTTPS' && protocol === 'HTTP')
    throw new AwsError('InvalidLoadBalancerAction', 'You cannot redirect HTTPS requests to HTTP');
}

const isPort = (port: string) => /^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535;

function refuseLoop({ protocol, host, port, path }: Redirect): void {
  const changes = protocol !== SAME.protocol || host !== SAME.host || port !== SAME.port || path !== SAME.path;
  if (!changes)
    throw new AwsError(
      'InvalidLoadBalancerAction',
      'The redirect configuration is not valid because it creates a loop.',
    );
}
