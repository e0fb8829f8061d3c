import { accessLogLines } from './access-log.ts';
import { stickinessLines } from './cookies.ts';
import { answerFields, requestFields } from './fields.ts';
import { stayFields } from './forwarding.ts';
import { incompatibleRequests } from './protocol-version.ts';
import { COUNTING } from './request-table.ts';
import type { Frontend, ServersBackend } from './routing.ts';
import { ruleLines } from './rules.ts';
import { bindLine } from './tls.ts';

/** The frontend of an HTTP or HTTPS listener: what is known of the client is told, and the first rule that fits decides. */
export function httpFrontend(frontend: Frontend, folder: string): string[] {
  return [
    `frontend ${frontend.name} from http`,
    bindLine(frontend, folder),
    `timeout client ${frontend.idleTimeout}s`,
    ...requestFields(frontend),
    ...stayFields(frontend),
    ...answerFields(frontend),
    ...accessLogLines(frontend),
    ...ruleLines(frontend, folder),
  ];
}

/** The backend of an HTTP or HTTPS target group, but for its servers. */
export function httpBackend(backend: ServersBackend): string[] {
  return [
    `backend ${backend.name} from http`,
    `balance ${backend.balance}`,
    `timeout server ${backend.idleTimeout}s`,
    'http-reuse safe',
    ...incompatibleRequests(backend),
    // A request that may have had an effect is never sent twice.
    'http-request disable-l7-retry unless METH_GET',
    ...stickinessLines(backend.stickiness),
    ...COUNTING,
  ];
}
