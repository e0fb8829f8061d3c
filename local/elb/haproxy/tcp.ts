import { useDefault } from './forwarding.ts';
import type { Frontend, ServersBackend } from './routing.ts';
import { bindLine } from './tls.ts';

/** The frontend of a TCP or TLS listener, which passes every connection on to its one target group. */
export function tcpFrontend(frontend: Frontend, folder: string): string[] {
  return [
    `frontend ${frontend.name} from tcp`,
    bindLine(frontend, folder),
    `timeout client ${frontend.idleTimeout}s`,
    ...useDefault(frontend),
  ];
}

/** The backend of a TCP or TLS target group, but for its servers. */
export function tcpBackend({ name, balance, idleTimeout }: ServersBackend): string[] {
  return [
    `backend ${name} from tcp`,
    `balance ${balance}`,
    ...(balance === 'source' ? [STEADY] : []),
    `timeout server ${idleTimeout}s`,
  ];
}

// Private

/** A target that comes or goes moves as few clients as possible. */
const STEADY = 'hash-type consistent';
