import type { Database } from '../../store/database.ts';

/** Makes the tables of the local CloudFormation where they are not there yet. */
export function createTables(database: Database): void {
  database.exec(TABLES);
  // Columns that a database made by an earlier version lacks.
  addColumn(database, 'cloudformation_stacks', 'settings', "TEXT NOT NULL DEFAULT '{}'");
  addColumn(database, 'cloudformation_resources', 'again', 'INTEGER NOT NULL DEFAULT 0');
  addColumn(database, 'cloudformation_resources', 'foreign_id', 'TEXT');
}

// Private

const TABLES = `
    CREATE TABLE IF NOT EXISTS cloudformation_stacks (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      status TEXT NOT NULL,
      reason TEXT,
      definition TEXT NOT NULL,     -- JSON: what the stack is or becomes
      previous TEXT,                -- JSON: the definition that a rollback of the update in hand restores
      outputs TEXT NOT NULL,        -- JSON list
      token TEXT,
      on_failure TEXT NOT NULL,
      timeout_minutes INTEGER,
      protected INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      updated_at TEXT,
      deleted_at TEXT,
      settings TEXT NOT NULL DEFAULT '{}' -- JSON: how the operation in hand or done last was asked for
    );
    CREATE UNIQUE INDEX IF NOT EXISTS cloudformation_stack_names ON cloudformation_stacks (name) WHERE deleted_at IS NULL;
    CREATE INDEX IF NOT EXISTS cloudformation_stacks_by_age ON cloudformation_stacks (created_at);
    CREATE INDEX IF NOT EXISTS cloudformation_stacks_by_status ON cloudformation_stacks (status);
    CREATE INDEX IF NOT EXISTS cloudformation_deleted_stacks ON cloudformation_stacks (deleted_at) WHERE deleted_at IS NOT NULL;
    CREATE TABLE IF NOT EXISTS cloudformation_resources (
      id TEXT PRIMARY KEY,          -- decided before the resource's create call: its client token
      stack_id TEXT NOT NULL REFERENCES cloudformation_stacks (id),
      logical_id TEXT NOT NULL,
      type TEXT NOT NULL,
      role TEXT NOT NULL,           -- see resources.ts
      fresh INTEGER NOT NULL,
      physical_id TEXT,
      status TEXT NOT NULL,
      reason TEXT,
      state TEXT NOT NULL,          -- JSON: what the resource is or becomes
      before TEXT,                  -- JSON: the state that a rollback of the update in hand restores
      updated_at TEXT NOT NULL,
      again INTEGER NOT NULL DEFAULT 0,
      foreign_id TEXT
    );
    CREATE INDEX IF NOT EXISTS cloudformation_resources_of_stack ON cloudformation_resources (stack_id);
    CREATE INDEX IF NOT EXISTS cloudformation_resources_by_thing ON cloudformation_resources (physical_id);
    CREATE TABLE IF NOT EXISTS cloudformation_events (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL,
      stack_id TEXT NOT NULL,
      logical_id TEXT NOT NULL,
      physical_id TEXT NOT NULL,
      type TEXT NOT NULL,
      status TEXT NOT NULL,
      reason TEXT,
      token TEXT,
      at TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS cloudformation_events_of_stack ON cloudformation_events (stack_id);
    CREATE TABLE IF NOT EXISTS cloudformation_exports (
      name TEXT PRIMARY KEY,
      value TEXT NOT NULL,
      stack_id TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS cloudformation_exports_of_stack ON cloudformation_exports (stack_id);
    CREATE TABLE IF NOT EXISTS cloudformation_imports (
      stack_id TEXT NOT NULL,
      name TEXT NOT NULL,
      PRIMARY KEY (stack_id, name)
    );
    CREATE INDEX IF NOT EXISTS cloudformation_importers ON cloudformation_imports (name);
    CREATE TABLE IF NOT EXISTS cloudformation_change_sets (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      stack_id TEXT NOT NULL REFERENCES cloudformation_stacks (id),
      execution TEXT NOT NULL,
      document TEXT NOT NULL        -- JSON: all that never changes
    );
    CREATE UNIQUE INDEX IF NOT EXISTS cloudformation_change_set_names ON cloudformation_change_sets (stack_id, name);
  `;

function addColumn(database: Database, table: string, column: string, type: string): void {
  const columns = database.pragma(`table_info(${table})`) as { name: string }[];
  if (!columns.some(({ name }) => name === column)) database.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
}
