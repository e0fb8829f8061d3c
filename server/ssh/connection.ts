import type { ServerChannel, Session, Connection as SshConnection } from 'ssh2';
import { type Failure, messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import type { Actor } from '../apps/actor.ts';
import type { Rack } from '../apps/rack.ts';
import { ChannelWriter } from './channel-writer.ts';
import { type Call, execute } from './execute.ts';
import { Login } from './login.ts';

/** Milliseconds from the first byte to a login. */
const LOGIN_TIMEOUT = 30_000;

/** Sessions that one connection may have open at once; a shared connection (ControlMaster) carries several. */
const MOST_SESSIONS = 32;

/** A session that runs: `gone` aborts when its client has left, `stopping` when the server asks it to end. */
interface RunningSession {
  gone: AbortController;
  stopping: AbortController;
  done: Promise<void>;
}

/** One client's connection, from its login to its last session. */
export class Connection {
  private readonly client: SshConnection;
  private readonly options: { rack: Rack; log: Log; from: string };
  private readonly login: Login;
  private readonly sessions = new Set<RunningSession>();
  private isCut = false;

  constructor(client: SshConnection, options: { rack: Rack; log: Log; from: string }) {
    this.client = client;
    this.options = options;
    this.login = new Login(options.rack.logins, options.from, () => client.end());
    const timer = setTimeout(() => client.end(), LOGIN_TIMEOUT);
    client.on('authentication', (context) => this.login.attempt(context));
    client.on('ready', () => {
      clearTimeout(timer);
      this.open();
    });
    client.on('session', (accept, reject) => this.admit(accept, reject));
    client.on('request', (_accept, reject) => reject?.());
    client.on('close', () => {
      clearTimeout(timer);
      this.closed();
    });
  }

  /** Tells all sessions to end, and ends the connection when they have, or the time is up. */
  async stop(reason: Failure, grace: number): Promise<void> {
    for (const { stopping } of this.sessions) stopping.abort(reason);
    const timeUp = new Promise((resolve) => setTimeout(resolve, grace).unref());
    await Promise.race([Promise.all([...this.sessions].map(({ done }) => done)), timeUp]);
    this.client.end();
  }

  // Private

  private open(): void {
    const session = this.options.rack.sessions.open(this.login.actor as Actor);
    session.signal.addEventListener('abort', () => this.cut(), { once: true });
    this.client.on('close', () => session.close());
  }

  /** Ends the connection at once, with all that it runs. */
  private cut(): void {
    this.isCut = true;
    for (const { gone } of this.sessions) gone.abort();
    // A moment for the answer of the command that cut it, when that came over this very connection.
    setImmediate(() => this.client.end());
  }

  private admit(accept: () => Session, reject: () => unknown): void {
    if (this.isCut || this.sessions.size >= MOST_SESSIONS) {
      reject();
      return;
    }
    const session = accept();
    let protocol: string | undefined;
    session.on('env', (yes, no, { key, val }) => {
      if (key !== 'GIT_PROTOCOL') return no?.();
      protocol = val;
      yes?.();
    });
    session.on('pty', (_accept, no) => no?.());
    session.on('exec', (yes, _reject, { command }) => this.run(session, yes(), { line: command, protocol }));
    session.on('shell', (yes) => this.run(session, yes(), { line: '', protocol }));
  }

  private run(session: Session, channel: ServerChannel, asked: Pick<Call, 'line' | 'protocol'>): void {
    const { log, rack } = this.options;
    const actor = rack.logins.current(this.login.actor as Actor);
    if (!actor) return void this.cut();
    const gone = new AbortController();
    const stopping = new AbortController();
    // The channel's own `close` waits until its input was read to the end; the session's does not.
    session.on('close', () => gone.abort());
    channel.on('error', () => {});
    channel.stderr.on('error', () => {});
    const writer = new ChannelWriter(channel, gone.signal);
    const signal = AbortSignal.any([gone.signal, stopping.signal]);
    const done = execute({ ...asked, actor, rack, stdin: channel, writer, signal }, log)
      .then((code) => writer.end(code))
      .catch((error) => log.error(`ssh session: ${messageOf(error)}`, error))
      .finally(() => this.sessions.delete(running));
    const running = { gone, stopping, done };
    this.sessions.add(running);
  }

  private closed(): void {
    for (const { gone } of this.sessions) gone.abort();
    const unknown = this.login.actor ? [] : this.login.unknown();
    if (unknown.length === 0) return;
    const { rack, log, from } = this.options;
    log.info(`login refused from ${from}: nobody has the key ${unknown.join(', ')}`);
    rack.logins.refused(unknown, from);
  }
}
