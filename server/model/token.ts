import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import { Failure } from '../../lib/failure.ts';
import type { AppScope, Role } from './developer.ts';

/** A personal access token of a developer: the password of git over HTTP and of the API. */
export interface Token {
  /** Ten letters and digits; not a secret. */
  id: string;
  developer: string;
  /** What the developer calls it; one of his tokens in force has this name. */
  name: string;
  /** It may do no more than this role; undefined: all that its developer may. */
  role: Role | undefined;
  /** It may touch no other apps than these; `all`: those of its developer. */
  apps: AppScope;
  /** ISO 8601, as all times here. */
  createdAt: string;
  /** undefined: never. */
  expiresAt: string | undefined;
  lastUsedAt: string | undefined;
  /** The address that it was used from last. */
  lastUsedFrom: string | undefined;
  /** Set when it was revoked: it is kept so that a refusal can say so. */
  revokedAt: string | undefined;
}

/** A token as its user holds it: `rack_<id>_<secret>`. */
export interface SpokenToken {
  id: string;
  secret: string;
}

/** Only what clients carry unchanged: some escape other characters before they encode a password. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const ID_LENGTH = 10;

/** 214 bits. */
const SECRET_LENGTH = 36;

/** Makes the id and the secret of a new token. */
export function mintToken(): SpokenToken {
  return { id: letters(ID_LENGTH), secret: letters(SECRET_LENGTH) };
}

/** The token as it is shown to its user, once. */
export function tokenText({ id, secret }: SpokenToken): string {
  return `rack_${id}_${secret}`;
}

/** Reads a token; undefined for anything of another form. */
export function parseToken(text: string): SpokenToken | undefined {
  const [, id, secret] = /^rack_([A-Za-z0-9]{10})_([A-Za-z0-9]{36})$/.exec(text) ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : undefined;
}

/** What is stored of a secret. A secret of 214 random bits needs no slow hash. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** True when the secret is the one that was hashed. The time does not depend on either, nor on whether there is a hash. */
export function isSecret(secret: string, hash: Buffer | undefined): boolean {
  const isSame = timingSafeEqual(hashSecret(secret), hash ?? NO_HASH);
  return isSame && hash !== undefined;
}

/** True when the token lets nobody in any more because its time is over. */
export function isExpired({ expiresAt }: Pick<Token, 'expiresAt'>, now: Date): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();
}

/** Later times are not written with four digits of a year. */
const LATEST = Date.UTC(9999, 0);

/** True when the token may less than its developer. */
export function isLimited({ role, apps }: Pick<Token, 'role' | 'apps'>): boolean {
  return role !== undefined || apps !== 'all';
}

const UNITS: Readonly<Record<string, number>> = { h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };

/**
 * When a token ends that is made now and lasts for `90d`, `12h`, `2w`, `1y`, until a date or time (UTC), or `never`
 * (undefined). Throws a `Failure` `bad_expiry` for anything else, and for what is over already.
 */
export function parseExpiry(text: string, now: Date): string | undefined {
  if (text === 'never') return undefined;
  const [, amount, unit] = /^(\d{1,5})([hdwy])$/.exec(text) ?? [];
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)?$/.test(text);
  const end = unit ? now.getTime() + Number(amount) * (UNITS[unit] as number) * 1000 : isTime ? Date.parse(text) : NaN;
  if (Number.isNaN(end) || end > LATEST) throw badExpiry(`"${text}" is no time to expire.`);
  if (end <= now.getTime()) throw badExpiry(`A token that expires at ${text} would never let anybody in.`);
  return new Date(end).toISOString();
}

// Private

/** What an unknown token is compared with. */
const NO_HASH = Buffer.alloc(32);

function letters(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

function badExpiry(message: string): Failure {
  return new Failure('bad_expiry', message, { hint: 'Use 12h, 90d, 2w or 1y, a date as 2027-01-31, or never.' });
}
