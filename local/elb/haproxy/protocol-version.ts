import type { ProtocolVersion } from '../kinds.ts';
import type { ServersBackend } from './routing.ts';

/** Refuses requests that cannot be put to targets of a protocol version, with AWS's own status for that. */
export function incompatibleRequests({ version }: ServersBackend): string[] {
  return CONDITIONS[version ?? 'HTTP1'].map((condition) => `http-request return status 464 ${condition}`);
}

/** What servers of a backend are talked to in. */
export function serverWords({ protocol, version }: ServersBackend): string {
  const http2 = version === 'HTTP2' || version === 'GRPC';
  const secure = protocol === 'HTTPS' || protocol === 'TLS';
  // As on AWS, whatever certificate a target shows will do.
  return [...(secure ? ['ssl verify none'] : []), ...(http2 ? [`${secure ? 'alpn h2 ' : ''}proto h2`] : [])]
    .map((words) => ` ${words}`)
    .join('');
}

// Private

const NOT_HTTP2 = 'unless { req.ver -m str 2.0 }';

const CONDITIONS: Record<ProtocolVersion, string[]> = {
  HTTP1: ['if { ssl_fc } { req.ver -m str 2.0 } { req.hdr(content-type) -m beg application/grpc }'],
  HTTP2: [NOT_HTTP2],
  GRPC: [NOT_HTTP2, 'unless METH_POST'],
};
