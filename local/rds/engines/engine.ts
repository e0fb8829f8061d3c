import type { StoreSpec } from '../../datastores/stores.ts';
import type { DbInstance } from '../model.ts';

/** One kind of database server, as RDS runs it: what differs from one to the other. */
export interface Engine {
  /** As RDS calls it. */
  name: string;
  image: StoreSpec['image'];
  port: number;
  /** The version by which it is asked for, of which the image has the newest. */
  version: string;
  /** As RDS calls the terms under which it is used. */
  license: string;
  /** What RDS calls the kind of parameter groups that fit. */
  family: string;
  /** Names that its master user and its first database cannot have. */
  reserved: readonly string[];
  /** The arguments of its program for this much memory, in MiB. */
  command(memory: number): string[];
  /** Fails until it serves. */
  probe: string[];
  /** The program that carries out a script, and answers with what that selects. */
  shell: string[];
  /** The script that selects the whole version. */
  versionScript: string;
  /** What it checks a password by, made anew from the password. */
  verifier(password: string): string;
  /** The script that brings master user and first database to what the instance says, whatever there is of them. */
  settle(instance: DbInstance): string;
  /** The program that writes all data, as of one moment, while it serves. */
  snapshot: string[];
  /** How a snapshot comes back: as the files that it begins with, or read by this program once it serves. */
  restore: 'files' | string[];
}
