import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import ssh2, { type ClientInfo, type Connection as SshConnection } from 'ssh2';
import { Failure } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import type { Rack } from '../apps/rack.ts';
import { Connection } from './connection.ts';
import { ConnectionLimits } from './limits.ts';

export interface SshOptions {
  host: string;
  port: number;
  hostKeys: Buffer[];
  rack: Rack;
  log: Log;
}

/** Milliseconds that a stopping server gives its sessions to end by themselves. */
const STOP_GRACE = 10_000;

/** Nothing that rests on SHA-1 or CBC; compression would cost more than it saves on packs. */
const ALGORITHMS = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group14-sha256',
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
  private readonly server: InstanceType<typeof ssh2.Server>;
  private readonly limits = new ConnectionLimits();
  private readonly connections = new Set<Connection>();

  constructor(options: SshOptions) {
    this.options = options;
    const config = { hostKeys: options.hostKeys, algorithms: mutable(ALGORITHMS), ident: 'rack', ...KEEPALIVE };
    this.server = new ssh2.Server(config, (client, info) => this.admit(client, info));
  }

  /** Resolves with the port when clients can connect. */
  async start(): Promise<number> {
    this.server.listen(this.options.port, this.options.host);
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  /** Takes no new clients, declines the pushes that run, and resolves when all is quiet. */
  async stop(): Promise<void> {
    const stopping = new Failure('server_stopping', 'The rack is being restarted; nothing was changed.', {
      hint: 'Push again in a moment.',
    });
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    await Promise.all([...this.connections].map((connection) => connection.stop(stopping, STOP_GRACE)));
    await closed;
  }

  // Private

  private admit(client: SshConnection, { ip }: ClientInfo): void {
    client.on('error', () => {});
    if (!this.limits.enter(ip)) return void client.end();
    const connection = new Connection(client, { ...this.options, from: ip });
    this.connections.add(connection);
    client.on('close', () => {
      this.connections.delete(connection);
      this.limits.leave(ip);
    });
  }
}

// Private

/** A client whose network vanished is noticed within a minute and a half. */
const KEEPALIVE = { keepaliveInterval: 30_000, keepaliveCountMax: 3 };

/** ssh2's types ask for arrays that could be changed. */
function mutable<T extends Record<string, readonly string[]>>(lists: T): { [K in keyof T]: [...T[K]] } {
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, [...list]])) as never;
}
