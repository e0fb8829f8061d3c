import { once } from 'node:events';
import type { ServerChannel, Session } from 'ssh2';
import { type Failure, messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import type { Actor } from '../apps/actor.ts';
import type { Rack } from '../apps/rack.ts';
import { ChannelWriter } from './channel-writer.ts';
import { ClientTerminal } from './client-terminal.ts';
import { type Asked, execute } from './execute.ts';

/** Characters of GIT_PROTOCOL; git itself says `version=2`. */
const LONGEST_PROTOCOL = 255;

export interface ClientSessionOptions {
  rack: Rack;
  log: Log;
  /** Who asks, as of now. Throws a `Failure` when nothing is done for them; undefined when they are no more. */
  enter(): Actor | undefined;
  /** Called when nothing runs any more for whom `enter` has answered. */
  leave(actor: Actor): void;
  /** Of the client's connection; see Transport. */
  congestion(): Promise<void> | undefined;
}

/** One session of a client: it asks for one thing, git or a command, and ends with its exit code. */
export class ClientSession {
  /** Resolves when nothing of it runs. */
  done: Promise<void> = Promise.resolve();
  /** Resolves when the client knows that the session is over, or has left; at once where nothing was asked. */
  get told(): Promise<void> {
    return this.asked ? this.closed : Promise.resolve();
  }

  /** Called when the client knows that the session is over. */
  onClose: () => void = () => {};
  private readonly options: ClientSessionOptions;
  private protocol: string | undefined;
  private readonly terminal = new ClientTerminal();
  private asked = false;
  private readonly closed: Promise<void>;
  /** Aborts when the client has left. */
  private readonly gone = new AbortController();
  /** Aborts when the server asks it to end. */
  private readonly stopping = new AbortController();

  constructor(session: Session, options: ClientSessionOptions) {
    this.options = options;
    // The channel's own `close` waits until its input was read to the end; the session's does not.
    session.on('close', () => {
      this.gone.abort();
      this.onClose();
    });
    this.closed = once(this.gone.signal, 'abort').then(() => {});
    session.on('env', (accept, reject, { key, val }) => {
      if (key !== 'GIT_PROTOCOL' || val.length > LONGEST_PROTOCOL) return reject?.();
      this.protocol = val;
      accept?.();
    });
    session.on('pty', (accept, _reject, info) => {
      this.terminal.begin(info);
      accept?.();
    });
    session.on('window-change', (accept, _reject, info) => {
      this.terminal.resize(info);
      accept?.();
    });
    session.on('signal', (accept, _reject, { name }) => {
      this.terminal.signal(name);
      accept?.();
    });
    session.on('exec', (accept, _reject, { command }) => this.run(accept(), { line: command }));
    session.on('shell', (accept) => this.run(accept(), { line: '' }));
    session.on('subsystem', (accept, _reject, { name }) => this.run(accept(), { line: '', subsystem: name }));
  }

  /** The server asks it to end. */
  stop(reason: Failure): void {
    this.stopping.abort(reason);
  }

  /** There is nobody any more to do it for. */
  abandon(): void {
    this.gone.abort();
  }

  // Private

  /** There is no channel when the client asks for a second thing. */
  private run(channel: ServerChannel | undefined, asked: Omit<Asked, 'protocol' | 'terminal'>): void {
    if (!channel) return;
    this.asked = true;
    const { rack, log, enter, leave, congestion } = this.options;
    channel.on('error', () => {});
    channel.stderr.on('error', () => {});
    const writer = new ChannelWriter(channel, this.gone.signal, congestion);
    const signal = AbortSignal.any([this.gone.signal, this.stopping.signal]);
    let entered: Actor | undefined;
    const actor = () => {
      entered = enter();
      return entered;
    };
    const { protocol, terminal } = this;
    this.done = execute({ ...asked, protocol, terminal, actor, rack, stdin: channel, writer, signal }, log)
      .finally(() => entered && leave(entered))
      .then((code) => writer.end(code))
      .catch((error) => log.error(`ssh session: ${messageOf(error)}`, error));
  }
}
