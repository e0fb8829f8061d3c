import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import ssh2, { type Connection as SshConnection } from 'ssh2';
import { networkOf, plainAddress } from '../../lib/address.ts';
import { Failure } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { Places } from '../../lib/places.ts';
import type { Rack } from '../apps/rack.ts';
import { Connection } from './connection.ts';
import { insidesOf } from './insides.ts';
import { LOGGED_IN, Lobby, RUNNING } from './limits.ts';
import { Penalties } from './penalties.ts';
import { type Patience, Transport } from './transport.ts';

export interface SshOptions {
  host: string;
  port: number;
  hostKeys: Buffer[];
  rack: Rack;
  log: Log;
  /** Other times than usual, for tests. */
  patience?: Patience;
}

/** Milliseconds that a stopping server gives its sessions to end by themselves. */
const STOP_GRACE = 10_000;

/**
 * Nothing that rests on SHA-1 or CBC, and no finite-field Diffie-Hellman, whose numbers cost a stranger's server tens of
 * milliseconds a connection; compression would cost more than it saves on packs.
 */
const ALGORITHMS = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
  ],
  serverHostKey: ['ssh-ed25519', 'rsa-sha2-512', 'rsa-sha2-256'],
  cipher: [
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
    'chacha20-poly1305@openssh.com',
    'aes128-ctr',
    'aes256-ctr',
  ],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
} as const;

/** The SSH door: git and commands for developers with a known key. */
export class SshServer {
  private readonly options: SshOptions;
  /** Listens, counts and times; ssh2 gets the sockets that may go on. */
  private readonly door: Server;
  private readonly protocol: InstanceType<typeof ssh2.Server>;
  private readonly lobby = new Lobby();
  private readonly seats = new Places(LOGGED_IN);
  private readonly running = new Places(RUNNING);
  private readonly penalties = new Penalties();
  private readonly transports = new Map<Socket, Transport>();
  private readonly connections = new Set<Connection>();
  private isStopping = false;

  constructor(options: SshOptions) {
    this.options = options;
    const config = { hostKeys: options.hostKeys, algorithms: mutable(ALGORITHMS), ident: 'rack', ...KEEPALIVE };
    this.protocol = new ssh2.Server(config, (client) => this.meet(client));
    this.door = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => this.admit(socket));
    // Such as too many open files: the connection is lost, the door stays open.
    this.door.on('error', (error) => this.options.log.error('ssh: a connection could not be taken', error));
  }

  /** Resolves with the port when clients can connect. */
  async start(): Promise<number> {
    this.door.listen(this.options.port, this.options.host);
    await once(this.door, 'listening');
    return (this.door.address() as AddressInfo).port;
  }

  /** Takes no new clients, declines the pushes that run, and resolves when all is quiet. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const stopping = new Failure('server_stopping', 'The rack is being restarted; nothing was changed.', {
      hint: 'Push again in a moment.',
    });
    const closed = new Promise<void>((resolve) => this.door.close(() => resolve()));
    await Promise.all([...this.connections].map((connection) => connection.stop(stopping, STOP_GRACE)));
    for (const transport of this.transports.values()) transport.end();
    await Promise.all([closed, ...[...this.connections].map(({ ended }) => ended)]);
  }

  // Private

  /** A TCP connection: nothing is computed for it yet. */
  private admit(socket: Socket): void {
    const network = networkOf(plainAddress(socket.remoteAddress ?? ''));
    const transport = new Transport(socket, this.options.patience);
    if (this.isStopping || !this.lobby.enter(network, transport)) return void transport.cut();
    this.transports.set(socket, transport);
    const waited = setTimeout(() => this.protocol.injectSocket(socket), this.penalties.wait(network));
    socket.on('close', () => {
      clearTimeout(waited);
      this.transports.delete(socket);
      this.lobby.leave(network, transport);
    });
  }

  /** The client has said what it is: keys are exchanged next. */
  private meet(client: SshConnection): void {
    const socket = insidesOf(client)._sock;
    const transport = this.transports.get(socket);
    client.on('error', () => {});
    if (!transport) return void socket.destroy();
    transport.attach(client);
    const from = plainAddress(socket.remoteAddress ?? '');
    const { seats, running } = this;
    const connection = new Connection(client, { ...this.options, from, transport, seats, running });
    this.connections.add(connection);
    connection.onSeat = () => this.lobby.leave(networkOf(from), transport);
    client.on('close', () => {
      this.connections.delete(connection);
      if (connection.wasRefused) this.penalties.add(networkOf(from));
    });
  }
}

// Private

/** A client whose network vanished is noticed within two minutes. */
const KEEPALIVE = { keepaliveInterval: 30_000, keepaliveCountMax: 3 };

/** ssh2's types ask for arrays that could be changed. */
function mutable<T extends Record<string, readonly string[]>>(lists: T): { [K in keyof T]: [...T[K]] } {
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, [...list]])) as never;
}
