import type { Session, Connection as SshConnection } from 'ssh2';
import { Failure } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import type { Places } from '../../lib/places.ts';
import type { Actor } from '../apps/actor.ts';
import type { Rack } from '../apps/rack.ts';
import { accessRevoked } from '../apps/sessions.ts';
import { ClientSession } from './client-session.ts';
import { guard } from './guard.ts';
import { LOGGED_IN, RUNNING } from './limits.ts';
import { Login } from './login.ts';
import type { Transport } from './transport.ts';

/** Sessions that one connection may have open at once; a shared connection (ControlMaster) carries several. */
const MOST_SESSIONS = 32;

/** Milliseconds in which sessions say why they end, once the right to them is taken away. */
const CUT_GRACE = 1000;

/** Milliseconds in which a client may ask for something, to be told why it is refused. */
const TIME_TO_ASK = 10_000;

/** Milliseconds in which a client may take the last words of its sessions. */
const LAST_WORDS = 2000;

export interface ConnectionOptions {
  rack: Rack;
  log: Log;
  /** The client's address. */
  from: string;
  transport: Transport;
  /** The connections of all developers. */
  seats: Places;
  /** What runs for all developers. */
  running: Places;
}

/** One client's connection, from its first line to its last session. */
export class Connection {
  /** Called when somebody has logged in, and there was room for the connection. */
  onSeat: () => void = () => {};
  /** Resolves when nothing is left of it. */
  readonly ended: Promise<void>;
  private readonly client: SshConnection;
  private readonly options: ConnectionOptions;
  private readonly login: Login;
  private readonly sessions = new Set<ClientSession>();
  private isCut = false;
  /** Why nothing is done for a developer who is logged in. */
  private refusal: Failure | undefined;

  constructor(client: SshConnection, options: ConnectionOptions) {
    this.client = client;
    this.options = options;
    this.login = new Login(options.rack.logins, options.from, () => options.transport.end());
    guard(client, options.transport, () => !this.isCut && this.sessions.size < MOST_SESSIONS);
    client.on('authentication', (context) => this.login.attempt(context));
    client.on('ready', () => this.open());
    client.on('session', (accept) => this.begin(accept()));
    client.on('request', (_accept, reject) => reject?.());
    this.ended = new Promise((resolve) => {
      client.on('close', () => {
        this.closed();
        resolve();
      });
    });
  }

  /** True when the client has tried to log in, and nobody was let in. */
  get wasRefused(): boolean {
    return this.login.actor === undefined && this.login.attempts > 0;
  }

  /** Tells all sessions to end, and ends the connection when they have, or the time is up. */
  async stop(reason: Failure, grace: number): Promise<void> {
    for (const session of this.sessions) session.stop(reason);
    const sessions = [...this.sessions];
    await atMost(grace, Promise.all(sessions.map(({ done }) => done)));
    // ssh forgets what it has not printed yet when the connection ends before the session does.
    await atMost(LAST_WORDS, Promise.all(sessions.map(({ told }) => told)));
    this.options.transport.end();
  }

  // Private

  private open(): void {
    const { rack, transport, seats } = this.options;
    const actor = this.login.actor as Actor;
    transport.loggedIn();
    const full = seats.enter(actor.developer.name);
    if (full) return void this.refuse(full);
    this.onSeat();
    const session = rack.sessions.open(actor);
    session.signal.addEventListener('abort', () => this.cut(session.signal.reason), { once: true });
    this.client.on('close', () => {
      session.close();
      seats.leave(actor.developer.name);
    });
  }

  /** Lets the client ask for something first: only then there is a place for a sentence. */
  private refuse(full: 'too many of one' | 'full'): void {
    const { rack, from } = this.options;
    const { name } = (this.login.actor as Actor).developer;
    rack.logins.refuse({ who: name, from, door: 'ssh', why: 'too many connections' });
    this.refusal = noSeat(full);
    const timer = setTimeout(() => this.options.transport.end(), TIME_TO_ASK);
    this.client.on('close', () => clearTimeout(timer));
  }

  /** Tells all that it runs why it ends, and ends it: what has cut it from inside still gets its answer. */
  private cut(reason: Failure): void {
    this.isCut = true;
    void this.stop(reason, CUT_GRACE);
  }

  private begin(session: Session): void {
    const { rack, log, transport } = this.options;
    const running = new ClientSession(session, {
      rack,
      log,
      enter: () => this.enter(),
      leave: ({ developer }) => this.options.running.leave(developer.name),
      congestion: () => transport.congestion(),
    });
    this.sessions.add(running);
    running.onClose = () => this.sessions.delete(running);
  }

  private enter(): Actor | undefined {
    if (this.refusal) throw this.refusal;
    const current = this.options.rack.logins.current(this.login.actor as Actor);
    if (!current) return void this.cut(accessRevoked());
    const full = this.options.running.enter(current.developer.name);
    if (full) throw tooManyRun(full);
    return current;
  }

  private closed(): void {
    for (const session of this.sessions) session.abandon();
    const unknown = this.login.actor ? [] : this.login.unknown();
    if (unknown.length === 0) return;
    const { rack, log, from } = this.options;
    log.info(`login refused from ${from}: nobody has the key ${unknown.join(', ')}`);
    rack.logins.refused(unknown, from);
  }
}

// Private

/** Resolves when the work is done, or after so many milliseconds. */
async function atMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, timeUp]).finally(() => clearTimeout(timer));
}

function noSeat(full: 'too many of one' | 'full'): Failure {
  const sentence =
    full === 'full'
      ? `This rack has ${LOGGED_IN.inTotal} connections, which is as many as it takes.`
      : `You have ${LOGGED_IN.ofOne} connections to this rack, which is as many as you may have.`;
  return new Failure('too_many_connections', sentence, { hint: 'End some, or try again in a moment.' });
}

function tooManyRun(full: 'too many of one' | 'full'): Failure {
  const sentence =
    full === 'full'
      ? `This rack runs ${RUNNING.inTotal} commands over SSH, which is as many as it takes.`
      : `You have ${RUNNING.ofOne} commands running on this rack, which is as many as you may have.`;
  return new Failure('too_many_commands', sentence, { hint: 'End some, or try again in a moment.' });
}
