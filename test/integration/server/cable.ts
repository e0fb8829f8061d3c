import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from 'node:net';
import type { Test } from '../../stories/rack.ts';

/** Both ends of one connection over a cable. */
interface Pair {
  client: Socket;
  server: Socket;
}

/**
 * A cable between clients and a server, with which a test decides when bytes pass: it is jammed after so many of them, and goes
 * on or dies. A dead cable tells neither end that the other is gone, as a network that drops all packets does.
 */
export class Cable {
  port = 0;
  /** Bytes that came from clients, and that went to them. */
  readonly passed = { up: 0, down: 0 };
  private readonly target: number;
  private readonly listener: Server;
  private readonly pairs = new Set<Pair>();
  private limit = { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY };
  private dead = false;
  private tellJammed: () => void = () => {};

  private constructor(target: number) {
    this.target = target;
    this.listener = createServer({ allowHalfOpen: true }, (client) => this.join(client));
  }

  /** Lays a cable to a port of this machine; taken up when the test ends. */
  static async lay(t: Test, target: number): Promise<Cable> {
    const cable = new Cable(target);
    t.teardown(() => cable.cut());
    cable.listener.listen(0, '127.0.0.1');
    await once(cable.listener, 'listening');
    cable.port = (cable.listener.address() as AddressInfo).port;
    return cable;
  }

  /** From so many bytes more on nothing passes in this direction, nor is an end noticed; resolves when that is so. */
  jamAfter(direction: 'up' | 'down', bytes: number): Promise<void> {
    this.limit[direction] = this.passed[direction] + bytes;
    return new Promise((resolve) => {
      this.tellJammed = resolve;
    });
  }

  /** Lets bytes pass again. */
  mend(): void {
    this.limit = { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY };
    for (const { client, server } of this.pairs) {
      client.resume();
      server.resume();
    }
  }

  /** Nothing passes any more, not even that one end is gone. */
  die(): void {
    this.dead = true;
    for (const { client, server } of this.pairs) {
      client.pause();
      server.pause();
    }
  }

  /** Ends all connections, as a reset does, and takes no more. */
  cut(): void {
    this.listener.close();
    for (const { client, server } of this.pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  // Private

  private join(client: Socket): void {
    const server = dial({ port: this.target, host: '127.0.0.1', allowHalfOpen: true });
    const pair = { client, server };
    this.pairs.add(pair);
    this.carry(client, server, 'up');
    this.carry(server, client, 'down');
    for (const end of [client, server]) end.on('close', () => this.part(pair));
  }

  private carry(from: Socket, to: Socket, direction: 'up' | 'down'): void {
    from.setNoDelay();
    from.on('data', (chunk) => {
      if (this.dead) return;
      this.passed[direction] += chunk.length;
      if (!to.write(chunk)) from.pause();
      if (this.isJammed(direction)) {
        from.pause();
        this.tellJammed();
      }
    });
    to.on('drain', () => this.isJammed(direction) || from.resume());
    from.on('end', () => this.dead || to.end());
    from.on('error', () => this.dead || to.destroy());
  }

  private isJammed(direction: 'up' | 'down'): boolean {
    return this.dead || this.passed[direction] >= this.limit[direction];
  }

  private part(pair: Pair): void {
    if (this.dead) return;
    pair.client.destroy();
    pair.server.destroy();
    this.pairs.delete(pair);
  }
}
