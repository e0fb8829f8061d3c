import { unavailable } from '../endpoint/unavailable.ts';
import type { Database } from '../store/database.ts';
import { type Documents, openDocuments } from '../store/documents.ts';
import { invalidRequest, notFound } from './errors.ts';

export interface Tag {
  Key: string;
  Value: string;
}

/** A secret without its values. */
export interface Secret {
  arn: string;
  name: string;
  description?: string | undefined;
  kmsKeyId?: string | undefined;
  tags: Tag[];
  created: number;
  changed: number;
  accessed?: number;
  /** When it is scheduled to be deleted for good; until then it can be restored. */
  deletion?: number | undefined;
}

/** The secrets as records by ARN, found as AWS does it: by name, ARN, or ARN without its six random characters. */
export class Secrets {
  private readonly documents: Documents<Secret>;

  constructor(database: Database) {
    this.documents = openDocuments(database, 'secretsmanager_secret');
  }

  find(id: unknown): Secret | undefined {
    const key = String(id);
    return this.documents.find(key) ?? this.list().find(({ arn, name }) => name === key || arn.slice(0, -7) === key);
  }

  get(id: unknown): Secret {
    const secret = this.find(id);
    if (!secret) throw notFound();
    return secret;
  }

  /** As `get`, but refuses one that is scheduled for deletion. */
  getLive(id: unknown): Secret {
    const secret = this.get(id);
    if (secret.deletion === undefined) return secret;
    throw invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");
  }

  list(): Secret[] {
    return this.documents.list();
  }

  put(secret: Secret): void {
    this.documents.put(secret.arn, secret);
  }

  change(arn: string, changes: Partial<Secret>): Secret {
    const changed = { ...this.get(arn), ...changes };
    this.put(changed);
    return changed;
  }

  /** Apart from the reading, which a full disk must keep nobody from: apps start with what they read. */
  noteAccess(arn: string, accessed: number): void {
    queueMicrotask(() => {
      try {
        this.change(arn, { accessed });
      } catch (error) {
        if (!unavailable(error)) throw error;
      }
    });
  }

  remove(arn: string): void {
    this.documents.remove(arn);
  }
}
