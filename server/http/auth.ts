import { Failure } from '../../lib/failure.ts';
import type { Actor } from '../apps/actor.ts';
import { RetryFailure } from './errors.ts';
import type { FailedLogins } from './failed-logins.ts';

/** Who knows the tokens. */
export interface TokenLogins {
  /** The developer whose token this is, as far as the token lets him; undefined for any other. */
  byToken(token: string, from: string): Actor | undefined;
  /** Records that somebody was refused for another reason than his token. */
  refuse(refusal: { who: string; from: string; door: 'http'; why: string }): void;
}

/** What GitHub's users give as the password when the token is the user name. */
const NO_PASSWORD = 'x-oauth-basic';

/**
 * The token in an `Authorization` header: `Bearer TOKEN`, or `Basic` with the token as the password (whatever the user
 * name), or as the user name without a password. Undefined when there is none.
 */
export function tokenIn(header: string | undefined): string | undefined {
  const [, scheme, value] = /^(\w+) +([^\s]+) *$/.exec(header ?? '') ?? [];
  if (scheme?.toLowerCase() === 'bearer') return value;
  if (scheme?.toLowerCase() === 'basic') return tokenOfBasic(value as string);
  return undefined;
}

/** Lets nobody in but by a good token, and slows down who tries others. */
export class Auth {
  private readonly logins: TokenLogins;
  private readonly failed: FailedLogins;

  constructor(logins: TokenLogins, failed: FailedLogins) {
    this.logins = logins;
    this.failed = failed;
  }

  /**
   * Who asks. Throws a `Failure` that is answered with 401, or with 429 after too many bad tokens from this address. A good
   * token is let in all the same: a script gone wrong must not lock out everybody else behind its address, and nobody
   * guesses a token of 200 random bits.
   */
  login(header: string | undefined, from: string): Actor {
    if (header === undefined) throw loginNeeded();
    const token = tokenIn(header);
    const actor = token === undefined ? undefined : this.logins.byToken(token, from);
    if (actor) return actor;
    const wait = this.failed.note(from);
    if (wait === undefined) throw badToken();
    this.logins.refuse({ who: '-', from, door: 'http', why: 'too many failed logins' });
    throw tooManyLogins(from, wait);
  }
}

// Private

function tokenOfBasic(value: string): string | undefined {
  const [, user, password] = /^([^:]*):?(.*)$/s.exec(Buffer.from(value, 'base64').toString()) ?? [];
  return (password === '' || password === NO_PASSWORD ? user : password) || undefined;
}

function loginNeeded(): Failure {
  return new Failure('login_needed', 'This rack lets nobody in without a token.', {
    hint: 'Make one with `ssh rack tokens create NAME`, and give it as the password; any user name will do.',
  });
}

function badToken(): Failure {
  return new Failure('bad_token', 'This token is not known here, has expired, or was revoked.', {
    hint: 'Make a new one with `ssh rack tokens create NAME`; `ssh rack tokens list` shows yours.',
  });
}

function tooManyLogins(from: string, seconds: number): Failure {
  return new RetryFailure('too_many_logins', `Too many logins with bad tokens came from ${from}.`, seconds);
}
