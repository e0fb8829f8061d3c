import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ENGINE = '/var/run/docker.sock';

/** A way to the Docker engine that a test can shut: whoever knows only this way meets an engine that was stopped. */
export class EngineDoor {
  private readonly path = join(mkdtempSync(join(tmpdir(), 'rack-engine-')), 'docker.sock');
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;

  /** DOCKER_HOST for who shall come this way. */
  get host(): string {
    return `unix://${this.path}`;
  }

  open(): Promise<void> {
    const server = createServer((socket) => this.pass(socket));
    this.server = server;
    return new Promise((resolve) => server.listen(this.path, resolve));
  }

  /** Cuts all that goes through and lets nobody in, as a daemon that ends. */
  async shut(): Promise<void> {
    const closed = new Promise((resolve) => this.server?.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    rmSync(this.path, { force: true });
    await closed;
  }

  // Private

  private pass(socket: Socket): void {
    const engine = connect(ENGINE);
    for (const [one, other] of [
      [socket, engine],
      [engine, socket],
    ] as const) {
      this.sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
  }
}
