import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Agents } from '../attach/agents.ts';
import { refuseConnection } from './sockets.ts';

/** The path of the door for agents. */
const AGENTS = '/agent';

/** Bytes of the largest message of an agent. */
const MOST_MESSAGE = 1024 * 1024;

/** Takes a request to speak WebSocket over its connection. */
export type TakeUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** The requests to speak WebSocket: those of agents, and all others, which `others` takes. */
export class Upgrades {
  private readonly agents: Agents;
  private readonly others: TakeUpgrade;
  private readonly clientOf: (request: IncomingMessage) => string;
  private readonly door = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MOST_MESSAGE,
  });

  constructor(options: { agents: Agents; others?: TakeUpgrade; clientOf(request: IncomingMessage): string }) {
    this.agents = options.agents;
    this.others = options.others ?? ((_, socket) => refuseConnection('upgrade', socket));
    this.clientOf = options.clientOf;
  }

  take(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => {});
    if (request.url !== AGENTS) return void this.others(request, socket, head);
    this.door.handleUpgrade(request, socket, head, (opened) => {
      void this.agents.meet(opened, this.clientOf(request));
    });
  }
}
