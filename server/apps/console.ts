import { Failure } from '../../lib/failure.ts';
import { type ConsoleSession, LINK_LIFE, SESSION_LIFE } from '../model/console-session.ts';
import { hashSecret, isExpired, isSecret, mintToken, parseToken, tokenText } from '../model/token.ts';
import type { Store } from '../store/store.ts';
import { type Actor, audited, type SessionCredential } from './actor.ts';
import { ConsoleSecrets } from './console-secrets.ts';
import { developerNotFound } from './developers.ts';
import { requireAdmin, requireWholeRights } from './guard.ts';
import type { Logins } from './logins.ts';
import type { Sessions } from './sessions.ts';

export interface ConsoleOptions {
  store: Store;
  logins: Pick<Logins, 'current' | 'refuse'>;
  sessions: Sessions;
  /** Where the API answers: `https://rack.example.com`. */
  address: string;
}

/** Where somebody comes in: the address, and what their browser calls itself. */
export interface Visitor {
  from: string;
  browser: string;
}

/** Whom a session lets in, and its next secret where it is time for one. */
export interface Entrance {
  actor: Actor;
  expiresAt: string;
  fresh?: string;
}

/** The web console: who is let in by which link, and which sessions there are. */
export class Console {
  private readonly options: ConsoleOptions;
  private readonly secrets: ConsoleSecrets;

  constructor(options: ConsoleOptions) {
    this.options = options;
    this.secrets = new ConsoleSecrets(options.store.consoleSessions);
  }

  /**
   * A link that opens the console once, as whoever asks. Its secret stands behind `#`, which browsers keep to themselves: it is
   * in no log of a proxy and in no header.
   */
  async link(actor: Actor): Promise<{ url: string; expiresAt: string }> {
    const { store, address } = this.options;
    return audited(store, { actor, what: 'console link' }, (note) => {
      if (actor.via.kind !== 'key') throw keyNeeded();
      const { id, secret } = mintToken();
      const now = new Date();
      const expiresAt = after(now, LINK_LIFE);
      const whose = { developer: actor.developer.name, key: actor.via.fingerprint };
      store.consoleSessions.offer({ id, ...whose, hash: hashSecret(secret), expiresAt }, now);
      note(id);
      return { url: `${address}/console#${tokenText({ id, secret })}`, expiresAt };
    });
  }

  /** Makes a session of a link, once. Throws a `Failure` `bad_link` for one that was followed before, or is too old. */
  async open(link: string, { from, browser }: Visitor): Promise<Entrance & { secret: string }> {
    const { store, logins } = this.options;
    const { id, developer } = this.offered(link, from);
    const { secret } = mintToken();
    const now = new Date();
    const expiresAt = after(now, SESSION_LIFE);
    const opened = { hash: hashSecret(secret), expiresAt, browser: browser.slice(0, LONGEST_BROWSER), now };
    const isMine = store.consoleSessions.open(id, opened);
    const actor = isMine ? logins.current({ from, via: credential(id, expiresAt) }) : undefined;
    if (!actor) throw this.badLink(developer, from, 'used');
    return audited(store, { actor, what: 'console sign in' }, () => {
      return { actor, expiresAt, secret: tokenText({ id, secret }) };
    });
  }

  /** Whom the secret of a session lets in; undefined for any other. Notes that it was used. */
  enter(text: string, from: string): Entrance | undefined {
    const { store, logins } = this.options;
    const spoken = parseToken(text);
    const session = spoken && store.consoleSessions.find(spoken.id);
    if (!session?.openedAt) return undefined;
    const { id, expiresAt } = session;
    const actor = logins.current({ from, via: credential(id, expiresAt) });
    const secrets = actor && this.secrets.check(id, spoken?.secret as string);
    if (!secrets) return undefined;
    store.consoleSessions.touch(session, from, new Date());
    return { actor: actor as Actor, expiresAt, ...secrets };
  }

  /** The open sessions of whoever asks; of somebody else, or of all, for admins. */
  list(whose: string | 'all' | undefined, actor: Actor): ConsoleSession[] {
    requireWholeRights(actor, 'the list of sessions');
    const owner = whose === 'all' ? this.all(actor) : this.owner(whose, actor);
    return this.options.store.consoleSessions.list(owner, new Date());
  }

  /** Ends a session by its id, or all of one's own; what it has running ends at once. */
  async end(which: string | 'all', actor: Actor): Promise<ConsoleSession[]> {
    requireWholeRights(actor, 'ending sessions');
    const { store, sessions } = this.options;
    return audited(store, { actor, what: `console end ${which}` }, (note) => {
      const ended = which === 'all' ? this.list(undefined, actor) : [this.find(which, actor)];
      note(ended.map(({ id, developer }) => `${id} of ${developer}`).join(', ') || 'none');
      sessions.change(() => {
        for (const { id } of ended) store.consoleSessions.remove(id);
      });
      return ended;
    });
  }

  // Private

  /** What a link offers. One that was followed has another secret by now, and is not told from one that never was. */
  private offered(link: string, from: string): ConsoleSession {
    const { consoleSessions } = this.options.store;
    const spoken = parseToken(link) ?? { id: '', secret: link };
    const isRight = isSecret(spoken.secret, consoleSessions.secretsOf(spoken.id)?.hash);
    const session = isRight ? consoleSessions.find(spoken.id) : undefined;
    if (!session || session.openedAt !== undefined) throw this.badLink('-', from, 'unknown or used');
    if (isExpired(session, new Date())) throw this.badLink(session.developer, from, 'expired');
    return session;
  }

  private badLink(who: string, from: string, why: string): Failure {
    this.options.logins.refuse({ who, from, door: 'console', why: `${why} link` });
    return new Failure('bad_link', 'This link was used already, or is older than 5 minutes.', {
      hint: 'Print a new one with: ssh rack console',
    });
  }

  /** One's own, or for admins anybody's. */
  private find(id: string, { developer: { name, role } }: Actor): ConsoleSession {
    const mine = this.options.store.consoleSessions.list(role === 'admin' ? undefined : name, new Date());
    const found = mine.find((session) => session.id === id);
    if (found) return found;
    throw new Failure('session_not_found', `There is no session "${id.slice(0, 100)}" of the console.`, {
      hint: 'List yours with: ssh rack console sessions',
    });
  }

  private owner(whose: string | undefined, actor: Actor): string {
    if (whose === undefined || whose.toLowerCase() === actor.developer.name.toLowerCase()) return actor.developer.name;
    requireAdmin(actor, "somebody else's sessions");
    const developer = this.options.store.developers.find(whose);
    if (developer) return developer.name;
    throw developerNotFound(whose);
  }

  private all(actor: Actor): undefined {
    requireAdmin(actor, "everybody's sessions");
  }
}

// Private

/** Characters that are kept of what a browser calls itself. */
const LONGEST_BROWSER = 200;

const after = (now: Date, milliseconds: number) => new Date(now.getTime() + milliseconds).toISOString();

const credential = (id: string, expiresAt: string): SessionCredential => ({ kind: 'session', id, expiresAt });

function keyNeeded(): Failure {
  return new Failure('key_needed', 'A link to the console is only for somebody with an SSH key.', {
    hint: 'Log in over ssh: ssh rack console',
  });
}
