import type { AuditQuery, AuditRecord } from '../store/audit.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './actor.ts';
import { requireAdmin } from './guard.ts';
import type { Logins } from './logins.ts';

/** What was done on the rack, for admins. */
export class AuditLog {
  private readonly store: Store;
  private readonly logins: Pick<Logins, 'flush'>;

  constructor({ store, logins }: { store: Store; logins: Pick<Logins, 'flush'> }) {
    this.store = store;
    this.logins = logins;
  }

  /** The records of a query, oldest first, read as they are taken: a million of them need no memory. */
  read(query: AuditQuery, actor: Actor): Iterable<AuditRecord> {
    requireAdmin(actor, 'the audit log');
    this.logins.flush();
    return this.store.audit.read(query);
  }
}
