import type { Frontend, ServersBackend } from './routing.ts';
import { ruleLines } from './rules.ts';
import { word } from './words.ts';

/** The frontend of an HTTP listener: what is known of the client is told, and the first rule that fits decides. */
export function httpFrontend(frontend: Frontend, folder: string): string[] {
  return [
    `frontend ${frontend.name} from http`,
    `bind 127.0.0.1:${frontend.port}`,
    `timeout client ${frontend.idleTimeout}s`,
    ...(frontend.dropsInvalidHeaders ? [`http-request del-header ${word(INVALID_NAME)} -m reg`] : []),
    'http-request set-var(txn.host) req.hdr(host),field(1,:),lower',
    'http-request set-header X-Forwarded-For "%[req.fhdr(x-forwarded-for)], %[src]" if { req.hdr(x-forwarded-for) -m found }',
    'http-request set-header X-Forwarded-For %[src] unless { req.hdr(x-forwarded-for) -m found }',
    'http-request set-header X-Forwarded-Proto http',
    `http-request set-header X-Forwarded-Port ${frontend.port}`,
    ...ruleLines(frontend, folder),
  ];
}

/** The backend of an HTTP target group, but for its servers. */
export function httpBackend(backend: ServersBackend): string[] {
  return [
    `backend ${backend.name} from http`,
    `balance ${backend.balance}`,
    `timeout server ${backend.idleTimeout}s`,
    'http-reuse safe',
    // A request that may have had an effect is never sent twice.
    'http-request disable-l7-retry unless METH_GET',
  ];
}

// Private

/** Names of header fields with anything but letters, digits and hyphens. */
const INVALID_NAME = '[^-A-Za-z0-9]';
