import type { Webhook, WebhookSecrets } from '../model/webhook.ts';
import type { Database } from './database.ts';
import type { Seal } from './seal.ts';

interface Row {
  id: string;
  receiver: string;
  app: string | null;
  /** A JSON list. */
  types: string;
  created_by: string;
  created_at: string;
}

/** Where events are sent to; addresses and keys are encrypted at rest. */
export class Webhooks {
  private readonly database: Database;
  private readonly seal: Seal;

  constructor(database: Database, seal: Seal) {
    this.database = database;
    this.seal = seal;
  }

  add(webhook: Omit<Webhook, 'createdAt'>, secrets: WebhookSecrets): Webhook {
    const { id, receiver, app, types, createdBy } = webhook;
    const sealed = this.seal.close(JSON.stringify(secrets), nameOf(id));
    this.database
      .prepare(
        'INSERT INTO webhooks (id, receiver, app, types, sealed, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(id, receiver, app ?? null, JSON.stringify(types), sealed, createdBy, new Date().toISOString());
    return this.find(id) as Webhook;
  }

  find(id: string): Webhook | undefined {
    const row = this.database.prepare<[string], Row>(`${SELECT} WHERE id = ?`).get(id);
    return row && fromRow(row);
  }

  secretsOf(id: string): WebhookSecrets | undefined {
    const sql = 'SELECT sealed FROM webhooks WHERE id = ?';
    const row = this.database.prepare<[string], { sealed: Buffer }>(sql).get(id);
    return row && JSON.parse(this.seal.open(row.sealed, nameOf(id)));
  }

  /** In the order in which they were added. */
  list(): Webhook[] {
    return this.database.prepare<[], Row>(`${SELECT} ORDER BY rowid`).all().map(fromRow);
  }

  /** Takes it out, with its deliveries. */
  remove(id: string): void {
    this.database.prepare('DELETE FROM webhooks WHERE id = ?').run(id);
  }
}

// Private

const SELECT = 'SELECT id, receiver, app, types, created_by, created_at FROM webhooks';

const nameOf = (id: string) => `webhook ${id}`;

function fromRow({ app, types, created_by, created_at, ...row }: Row): Webhook {
  return { ...row, app: app ?? undefined, types: JSON.parse(types), createdBy: created_by, createdAt: created_at };
}
