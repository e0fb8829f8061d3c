import { Failure } from '../../lib/failure.ts';

export type Role = 'admin' | 'deploy' | 'read';

/** The apps that somebody may touch: all, also those that are not there yet, or those of a list. */
export type AppScope = 'all' | readonly string[];

export interface Developer {
  name: string;
  role: Role;
  apps: AppScope;
  createdAt: string;
}

/** An SSH public key of a developer. */
export interface Key {
  developer: string;
  /** `SHA256:…`, as OpenSSH prints it. */
  fingerprint: string;
  /** The line of an authorized_keys file, without its comment. */
  publicKey: string;
  /** The comment of the key file, for people. */
  comment: string;
  createdAt: string;
  lastUsedAt: string | undefined;
}

/** Throws a `Failure` `bad_developer_name` unless somebody can be called so. */
export function checkDeveloperName(name: string): void {
  if (isDeveloperName(name)) return;
  throw new Failure('bad_developer_name', `"${name}" cannot be the name of a developer.`, {
    hint: 'Use up to 63 letters, digits, dots, hyphens and underscores, as in ada or ci-main.',
  });
}

/** True for a word that somebody can be called. */
export function isDeveloperName(word: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,62}$/i.test(word) && word.toLowerCase() !== 'rack';
}
