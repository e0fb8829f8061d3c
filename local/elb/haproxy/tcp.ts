import type { Frontend, ServersBackend } from './routing.ts';

/** The frontend of a TCP listener, which passes every connection on to its one target group. */
export function tcpFrontend({ name, port, idleTimeout, defaultBackend }: Frontend): string[] {
  return [
    `frontend ${name} from tcp`,
    `bind 127.0.0.1:${port}`,
    `timeout client ${idleTimeout}s`,
    `default_backend ${defaultBackend}`,
  ];
}

/** The backend of a TCP target group, but for its servers. */
export function tcpBackend({ name, balance, idleTimeout }: ServersBackend): string[] {
  return [`backend ${name} from tcp`, `balance ${balance}`, `timeout server ${idleTimeout}s`];
}
