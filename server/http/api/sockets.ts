import type { SocketRoute } from '../socket-routes.ts';
import { buildLogSocket } from './build-logs.ts';
import { execSocket } from './exec.ts';
import { logSocket } from './logs.ts';
import { proxySocket } from './proxy.ts';
import { systemLogSocket } from './system-logs.ts';

/** All WebSockets of the API. */
export const SOCKETS: readonly SocketRoute[] = [logSocket, buildLogSocket, systemLogSocket, execSocket, proxySocket];
