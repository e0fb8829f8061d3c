import type { Database } from '../../store/database.ts';

export interface Tag {
  Key: string;
  Value: string;
}

/** What a caller asked a stack to be. */
export interface Definition {
  template: string;
  /** Read off the template once, because it is asked for often. */
  description: string | undefined;
  /** The parameters that nobody is to be shown. */
  masked: string[];
  parameters: Record<string, string>;
  /** What Parameter Store had for the parameters of its types when the operation began. */
  resolved?: Record<string, string> | undefined;
  capabilities: string[];
  tags: Tag[];
  notificationArns: string[];
}

export interface StackOutput {
  OutputKey: string;
  OutputValue: string;
  Description?: string;
  ExportName?: string;
}

/** How the operation in hand, or done last, was asked for. */
export interface Settings {
  /** The role with which CloudFormation acts for the stack, from the operation that first named it on. */
  roleArn?: string | undefined;
  /** The role that whoever asked had taken: without a role of the stack, CloudFormation acts as who asks it. */
  callerRoleArn?: string | undefined;
  /** The change set that was executed. */
  changeSetId?: string | undefined;
  /** A failed update is left as it is, to be tried again or rolled back. */
  disableRollback?: boolean | undefined;
  /** What updates may do to the stack's resources; all when there is none. */
  policy?: string | undefined;
  /** The same for the update in hand, in its place. */
  policyDuringUpdate?: string | undefined;
  /** A deletion leaves what it cannot delete. */
  forceDelete?: boolean | undefined;
  /** A rollback deletes what the operation made, even where the template says to retain it. */
  retainExceptOnCreate?: boolean | undefined;
}

export interface Stack {
  id: string;
  name: string;
  status: string;
  reason: string | undefined;
  definition: Definition;
  previous: Definition | undefined;
  outputs: StackOutput[];
  /** The ClientRequestToken of the operation in hand or done last. */
  token: string | undefined;
  onFailure: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';
  timeoutMinutes: number | undefined;
  protected: boolean;
  createdAt: Date;
  updatedAt: Date | undefined;
  deletedAt: Date | undefined;
  settings: Settings;
}

/** What a list of stacks shows: without the definition, most of which is the template. */
export type StackSummary = Pick<
  Stack,
  'id' | 'name' | 'status' | 'reason' | 'createdAt' | 'updatedAt' | 'deletedAt'
> & { description: string | undefined };

/** The stacks, those deleted included, in SQLite. */
export class Stacks {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  insert(stack: Stack): void {
    this.database
      .prepare(
        `INSERT INTO cloudformation_stacks VALUES (@id, @name, @status, @reason, @definition, @previous, @outputs,
           @token, @on_failure, @timeout_minutes, @protected, @created_at, @updated_at, @deleted_at, @settings)`,
      )
      .run(toRow(stack));
  }

  /** Writes the given members of a stack. */
  update(id: string, changes: Partial<Stack>): void {
    const row = toRow({ ...this.get(id), ...changes });
    const columns = Object.keys(row).filter((column) => column !== 'id');
    const assignments = columns.map((column) => `${column} = @${column}`).join(', ');
    this.database.prepare(`UPDATE cloudformation_stacks SET ${assignments} WHERE id = @id`).run(row);
  }

  get(id: string): Stack {
    return this.find(id) as Stack;
  }

  /** By id, or by the name of a stack that is not deleted. */
  find(nameOrId: string): Stack | undefined {
    const row = this.database
      .prepare('SELECT * FROM cloudformation_stacks WHERE id = @key OR (name = @key AND deleted_at IS NULL)')
      .get({ key: nameOrId });
    return row ? fromRow(row as Row) : undefined;
  }

  /** Some of the stacks that are not deleted, newest first, after leaving out the `skip` newest. */
  list(skip: number, limit: number): Stack[] {
    const query = `SELECT * FROM cloudformation_stacks WHERE deleted_at IS NULL ${NEWEST_FIRST}`;
    return (this.database.prepare(query).all({ skip, limit }) as Row[]).map(fromRow);
  }

  /** The same of all stacks, deleted ones too, that are in one of these statuses (in any, if none is named). */
  summaries(statuses: readonly string[], skip: number, limit: number): StackSummary[] {
    const condition = statuses.length > 0 ? `WHERE ${IN_STATUSES}` : '';
    const query = this.database.prepare(`${SUMMARIES} ${condition} ${NEWEST_FIRST}`);
    return (query.all({ statuses: JSON.stringify(statuses), skip, limit }) as Row[]).map(summaryFrom);
  }

  /** The ids of the stacks in one of these statuses. */
  idsIn(statuses: readonly string[]): string[] {
    const query = `SELECT id FROM cloudformation_stacks WHERE ${IN_STATUSES}`;
    return (this.database.prepare(query).all({ statuses: JSON.stringify(statuses) }) as { id: string }[]).map(
      ({ id }) => id,
    );
  }

  /** Forgets the stacks that were deleted before a moment, with all that is known of them. */
  forget(before: Date): void {
    const limit = before.toISOString();
    const gone = 'SELECT id FROM cloudformation_stacks WHERE deleted_at < ?';
    for (const table of ['change_sets', 'events', 'resources'])
      this.database.prepare(`DELETE FROM cloudformation_${table} WHERE stack_id IN (${gone})`).run(limit);
    this.database.prepare('DELETE FROM cloudformation_stacks WHERE deleted_at < ?').run(limit);
  }

  /** The stack that had this name last, be it deleted or not. */
  latest(name: string): Stack | undefined {
    const query = 'SELECT * FROM cloudformation_stacks WHERE name = ? ORDER BY rowid DESC LIMIT 1';
    const row = this.database.prepare(query).get(name);
    return row ? fromRow(row as Row) : undefined;
  }
}

// Private

type Row = Record<string, string | number | null>;

const NEWEST_FIRST = 'ORDER BY created_at DESC, rowid DESC LIMIT @limit OFFSET @skip';
const IN_STATUSES = 'status IN (SELECT value FROM json_each(@statuses))';
const SUMMARIES = `SELECT id, name, status, reason, created_at, updated_at, deleted_at, definition ->> '$.description' AS description
  FROM cloudformation_stacks`;

function toRow(stack: Stack): Row {
  return {
    id: stack.id,
    name: stack.name,
    status: stack.status,
    reason: stack.reason ?? null,
    definition: JSON.stringify(stack.definition),
    previous: stack.previous ? JSON.stringify(stack.previous) : null,
    outputs: JSON.stringify(stack.outputs),
    token: stack.token ?? null,
    on_failure: stack.onFailure,
    timeout_minutes: stack.timeoutMinutes ?? null,
    protected: stack.protected ? 1 : 0,
    created_at: stack.createdAt.toISOString(),
    updated_at: stack.updatedAt?.toISOString() ?? null,
    deleted_at: stack.deletedAt?.toISOString() ?? null,
    settings: JSON.stringify(stack.settings),
  };
}

function fromRow(row: Row): Stack {
  return {
    ...commonFrom(row),
    definition: JSON.parse(row.definition as string),
    previous: row.previous ? JSON.parse(row.previous as string) : undefined,
    outputs: JSON.parse(row.outputs as string),
    token: (row.token ?? undefined) as string | undefined,
    onFailure: row.on_failure as Stack['onFailure'],
    timeoutMinutes: (row.timeout_minutes ?? undefined) as number | undefined,
    protected: row.protected === 1,
    settings: JSON.parse(row.settings as string),
  };
}

function summaryFrom(row: Row): StackSummary {
  return { ...commonFrom(row), description: (row.description ?? undefined) as string | undefined };
}

function commonFrom(row: Row) {
  const date = (value: Row[string] | undefined) => (value ? new Date(value) : undefined);
  return {
    id: row.id as string,
    name: row.name as string,
    status: row.status as string,
    reason: (row.reason ?? undefined) as string | undefined,
    createdAt: new Date(row.created_at as string),
    updatedAt: date(row.updated_at),
    deletedAt: date(row.deleted_at),
  };
}
