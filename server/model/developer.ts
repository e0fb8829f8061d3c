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
