import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { timeLimited } from '../../../lib/time-limit.ts';
import type { Resolve } from '../../git/submodules/public-address.ts';
import { placeOf } from '../../model/drain.ts';
import type { Batch, Receiver } from './receiver.ts';
import { syslogFrame } from './syslog-message.ts';
import { Silence } from './trouble.ts';

export interface SyslogOptions {
  url: URL;
  /** The name of the rack, which is the host of the lines. */
  rack: string;
  resolve: Resolve;
  /** Told when lines may be lost: all after the one of this number are to be sent again. */
  onLoss(after: number): void;
  tls?: Pick<ConnectionOptions, 'ca'>;
  /** Milliseconds for a connection, and for lines to be taken. */
  patience?: number;
}

const PATIENCE = 20_000;

/** Nobody acknowledges syslog: what was written within that time before a connection ended may not have been read. */
const UNREAD = 5000;

/** A host that is gone without a word, or does not read, is noticed late: so long lines may have gone nowhere. */
const UNHEARD = 20 * 60_000;

/** Between two probes whether the receiver's host is there still. */
const PROBE = 30_000;

/** Writes lines to a receiver of syslog, on a connection that stays open. */
export class SyslogReceiver implements Receiver {
  private readonly options: SyslogOptions;
  private socket: Socket | undefined;
  /** What was written on the connection, oldest first. */
  private written: { after: number; at: number }[] = [];

  constructor(options: SyslogOptions) {
    this.options = options;
  }

  async send({ after, lines }: Batch, signal: AbortSignal): Promise<number> {
    const socket = this.socket ?? (await this.connect(signal));
    this.note(after);
    const text = lines.map((line) => syslogFrame(line, this.options.rack)).join('');
    await this.within(socket, signal, (done) => socket.write(text, (error) => !error && done()));
    return 0;
  }

  close(): void {
    const socket = this.socket;
    this.socket = undefined;
    socket?.end();
  }

  // Private

  private async connect(signal: AbortSignal): Promise<Socket> {
    const { url, resolve } = this.options;
    const { host, port } = placeOf(url);
    const address = await resolve(host);
    const isPlain = url.protocol === 'syslog:';
    const socket = isPlain ? connectTcp(port, address) : this.connectTls(host, address, port);
    this.attend(socket);
    await this.within(socket, signal, (done) => socket.once(isPlain ? 'connect' : 'secureConnect', done));
    return socket;
  }

  /** To the address that was checked, in the name of the host: that is what the certificate has to be for. */
  private connectTls(host: string, address: string, port: number): Socket {
    const servername = isIP(host) === 0 ? { servername: host } : {};
    return connectTls({ host: address, port, ...servername, ...this.options.tls });
  }

  private attend(socket: Socket): void {
    let reason: Error | undefined;
    this.socket = socket;
    this.written = [];
    socket.setKeepAlive(true, PROBE).resume();
    socket.on('error', (error) => {
      reason = error;
    });
    socket.once('close', () => this.lose(socket, reason));
  }

  private lose(socket: Socket, reason: Error | undefined): void {
    if (this.socket !== socket) return;
    this.socket = undefined;
    const since = performance.now() - (isUnheard(reason) ? UNHEARD : UNREAD);
    const first = this.written.find(({ at }) => at >= since);
    if (first) this.options.onLoss(first.after);
  }

  private note(after: number): void {
    const now = performance.now();
    this.written = this.written.filter(({ at }) => at >= now - UNHEARD);
    this.written.push({ after, at: now });
  }

  /** Waits for the socket to do something; one that does not do it in time is closed. */
  private within(socket: Socket, signal: AbortSignal, begin: (done: () => void) => void): Promise<void> {
    const patience = this.options.patience ?? PATIENCE;
    const late = timeLimited(signal, patience);
    return new Promise<void>((resolve, reject) => {
      const abort = () => socket.destroy(signal.aborted ? (signal.reason as Error) : new Silence(patience));
      const closed = () => reject(socket.errored ?? new Closed());
      socket.once('close', closed);
      late.addEventListener('abort', abort, { once: true });
      if (late.aborted) abort();
      begin(() => {
        late.removeEventListener('abort', abort);
        socket.removeListener('close', closed);
        resolve();
      });
    });
  }
}

// Private

/** The other side ended the connection in good order. */
class Closed extends Error {
  readonly code = 'ECONNRESET';
}

function isUnheard(reason: Error | undefined): boolean {
  const { code = '' } = (reason ?? {}) as NodeJS.ErrnoException;
  return reason instanceof Silence || /^(ETIMEDOUT|E(HOST|NET)UNREACH)$/.test(code);
}
