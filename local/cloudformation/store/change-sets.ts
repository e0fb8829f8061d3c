import type { Database } from '../../store/database.ts';
import type { Change } from './change.ts';
import type { Definition, Settings, Stack } from './stacks.ts';

export type Execution =
  | 'UNAVAILABLE'
  | 'AVAILABLE'
  | 'EXECUTE_IN_PROGRESS'
  | 'EXECUTE_COMPLETE'
  | 'EXECUTE_FAILED'
  | 'OBSOLETE';

/** What an operation would do to a stack, worked out beforehand. */
export interface ChangeSet {
  id: string;
  name: string;
  stackId: string;
  execution: Execution;
  stackName: string;
  type: 'CREATE' | 'UPDATE';
  status: 'CREATE_COMPLETE' | 'FAILED';
  reason?: string | undefined;
  description?: string | undefined;
  token?: string | undefined;
  createdAt: string;
  /** What the stack becomes when this is executed. */
  definition: Definition;
  settings: Settings;
  onStackFailure?: Stack['onFailure'] | undefined;
  changes: Change[];
}

/** The change sets of all stacks, in SQLite. */
export class ChangeSets {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  insert({ id, name, stackId, execution, ...rest }: ChangeSet): void {
    this.database
      .prepare('INSERT INTO cloudformation_change_sets VALUES (?, ?, ?, ?, ?)')
      .run(id, name, stackId, execution, JSON.stringify(rest));
  }

  get(id: string): ChangeSet | undefined {
    return this.select('id = ?', id)[0];
  }

  /** The stack's change sets, oldest first. */
  list(stackId: string): ChangeSet[] {
    return this.select('stack_id = ?', stackId);
  }

  find(stackId: string, name: string): ChangeSet | undefined {
    return this.select('stack_id = ? AND name = ?', stackId, name)[0];
  }

  /** Says how far the execution is. */
  mark(id: string, execution: Execution): void {
    this.database.prepare('UPDATE cloudformation_change_sets SET execution = ? WHERE id = ?').run(execution, id);
  }

  /** Ends an execution that is in progress; one that has ended stays as it is. */
  settle(id: string, execution: Execution): void {
    if (this.get(id)?.execution === 'EXECUTE_IN_PROGRESS') this.mark(id, execution);
  }

  /** The stack has become another: what was worked out for it holds no more. */
  outdate(stackId: string): void {
    for (const { id, execution } of this.list(stackId)) if (execution === 'AVAILABLE') this.mark(id, 'OBSOLETE');
  }

  remove(id: string): void {
    this.database.prepare('DELETE FROM cloudformation_change_sets WHERE id = ?').run(id);
  }

  // Private

  private select(where: string, ...values: string[]): ChangeSet[] {
    const rows = this.database
      .prepare(`SELECT * FROM cloudformation_change_sets WHERE ${where} ORDER BY rowid`)
      .all(...values) as Row[];
    return rows.map(({ id, name, stack_id: stackId, execution, document }) => ({
      ...JSON.parse(document),
      id,
      name,
      stackId,
      execution,
    }));
  }
}

interface Row {
  id: string;
  name: string;
  stack_id: string;
  execution: Execution;
  document: string;
}
