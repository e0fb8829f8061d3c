import { appsText } from '../../apps/developers.ts';
import { isRole } from '../../model/access.ts';
import type { AppScope, Key, Role } from '../../model/developer.ts';
import type { Token } from '../../model/token.ts';
import { type Arguments, type Command, usageFailure } from '../command.ts';

/** Whose keys or tokens; for admins. */
export const WHOSE_OPTIONS = { developer: { type: 'string' }, all: { type: 'boolean' } } as const;

/** `--app shop --app blog`, or `--app shop,blog`. */
export const APPS_OPTION = { app: { type: 'string', short: 'a', multiple: true } } as const;

/** The apps that the options name; all when they name none. */
export function appsOption({ options }: Arguments): AppScope {
  const apps = options.app as string[] | undefined;
  return apps ? apps.flatMap((word) => word.split(',')) : 'all';
}

export function whose({ options }: Arguments): string | undefined {
  return options.all ? 'all' : (options.developer as string | undefined);
}

/** A role as somebody wrote it. */
export function roleWord(command: Command, word: string | undefined): Role | undefined {
  if (word === undefined || isRole(word)) return word as Role | undefined;
  throw usageFailure(command, `"${word}" is no role; there are admin, deploy and read.`);
}

export const KEY_COLUMNS = ['FINGERPRINT', 'TYPE', 'LAST USED', 'COMMENT'];

export function keyRows(keys: readonly Key[]): string[][] {
  return keys.map((key) => [key.fingerprint, typeOf(key), seconds(key.lastUsedAt) ?? 'never', key.comment]);
}

export const TOKEN_COLUMNS = ['TOKEN', 'ID', 'ROLE', 'APPS', 'EXPIRES', 'LAST USED'];

export function tokenRows(tokens: readonly Token[]): string[][] {
  return tokens.map((token) => [
    token.name,
    token.id,
    token.role ?? 'own',
    token.apps === 'all' ? 'own' : appsText(token.apps),
    expiry(token),
    token.lastUsedAt ? `${seconds(token.lastUsedAt)} from ${token.lastUsedFrom}` : 'never',
  ]);
}

/** A time without its fraction. */
export const seconds = (time: string | undefined) => time?.replace(/\.\d+Z$/, 'Z');

// Private

function typeOf({ publicKey }: Key): string {
  return (publicKey.split(' ')[0] as string)
    .replace(/^ssh-|-sha2-nistp\d+|@openssh\.com$/g, '')
    .replace('sk-ssh-', 'sk-');
}

function expiry({ expiresAt }: Token): string {
  if (expiresAt === undefined) return 'never';
  return Date.parse(expiresAt) <= Date.now() ? 'expired' : (seconds(expiresAt) as string);
}
