import { randomUUID } from 'node:crypto';
import type { Database } from '../../store/database.ts';
import type { Value, Values } from '../template/template.ts';
import type { Tag } from './stacks.ts';

/**
 * What a physical resource is to its stack. `live`: stands behind its logical id. `replaced`: stood there before the
 * update in hand, which may still bring it back. `doomed`: to be deleted. `gone`: deleted, kept to be shown.
 */
export type Role = 'live' | 'replaced' | 'doomed' | 'gone';

/** What a resource is made of, apart from its identity. */
export interface ResourceState {
  properties: Values;
  attributes: Record<string, Value>;
  dependsOn: string[];
  deletionPolicy: string;
  updateReplacePolicy: string;
  /** The stack's tags, where the type has any. */
  tags?: Tag[] | undefined;
  /** The template's UpdatePolicy, evaluated. */
  updatePolicy?: Values | undefined;
}

export interface Resource {
  /** Decided and stored before the create call; its client token and the seed of its generated name. */
  id: string;
  stackId: string;
  logicalId: string;
  type: string;
  role: Role;
  /** Made by the operation in hand, so a rollback takes it away again. */
  fresh: boolean;
  physicalId: string | undefined;
  status: string;
  reason: string | undefined;
  state: ResourceState;
  /** The state before the in-place update of the operation in hand. */
  before: ResourceState | undefined;
  updatedAt: Date;
  /** Its update failed in an earlier operation and is to be made again, whether or not properties differ. */
  again: boolean;
  /** What stood under its name before it was begun: found after a crash, that is not what a lost call made. */
  foreignId: string | undefined;
}

/** What a resource is that is about to be created. */
export type NewResource = Pick<Resource, 'stackId' | 'logicalId' | 'type' | 'status' | 'state'>;

/** A resource that is about to be created, with an identity, and not written down yet. */
export function newResource(given: NewResource): Resource {
  return {
    ...given,
    id: randomUUID(),
    role: 'live',
    fresh: true,
    physicalId: undefined,
    reason: undefined,
    before: undefined,
    updatedAt: new Date(),
    again: false,
    foreignId: undefined,
  };
}

/** The physical resources of all stacks in SQLite. */
export class Resources {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  insert(resource: Resource): void {
    const row = toRow(resource);
    const columns = Object.keys(row);
    this.database
      .prepare(
        `INSERT INTO cloudformation_resources (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
      )
      .run(row);
  }

  /** Writes the given members of a resource and answers it as it is now. */
  update(resource: Resource, changes: Partial<Resource>): Resource {
    const changed = { ...this.get(resource.id), updatedAt: new Date(), ...changes };
    const row = toRow(changed);
    const columns = Object.keys(row).filter((column) => column !== 'id');
    const assignments = columns.map((column) => `${column} = @${column}`).join(', ');
    this.database.prepare(`UPDATE cloudformation_resources SET ${assignments} WHERE id = @id`).run(row);
    return changed;
  }

  get(id: string): Resource {
    return this.find(id) as Resource;
  }

  find(id: string): Resource | undefined {
    const row = this.database.prepare('SELECT * FROM cloudformation_resources WHERE id = ?').get(id);
    return row ? fromRow(row as Row) : undefined;
  }

  live(stackId: string, logicalId: string): Resource | undefined {
    const row = this.database
      .prepare(`SELECT * FROM cloudformation_resources WHERE stack_id = ? AND logical_id = ? AND role = 'live'`)
      .get(stackId, logicalId);
    return row ? fromRow(row as Row) : undefined;
  }

  /** The stack's resources, oldest first; all roles unless told. */
  list(stackId: string, role?: Role): Resource[] {
    const rows = this.database
      .prepare('SELECT * FROM cloudformation_resources WHERE stack_id = ? ORDER BY rowid')
      .all(stackId);
    return (rows as Row[]).map(fromRow).filter((resource) => !role || resource.role === role);
  }

  /** Whether a resource of any stack is this thing, or was until it was retained: then no lost call made it. */
  knows(type: string, physicalId: string): boolean {
    const query = `SELECT 1 FROM cloudformation_resources WHERE type = ? AND physical_id = ?
      AND NOT (role = 'gone' AND status = 'DELETE_COMPLETE')`;
    return this.database.prepare(query).get(type, physicalId) !== undefined;
  }

  /** The stack in which a thing of this id stands. */
  stackOf(physicalId: string): string | undefined {
    const query = `SELECT stack_id FROM cloudformation_resources WHERE physical_id = ? AND role = 'live'`;
    return (this.database.prepare(query).get(physicalId) as { stack_id: string } | undefined)?.stack_id;
  }

  remove(id: string): void {
    this.database.prepare('DELETE FROM cloudformation_resources WHERE id = ?').run(id);
  }
}

// Private

type Row = Record<string, string | number | null>;

function toRow(resource: Resource): Row {
  return {
    id: resource.id,
    stack_id: resource.stackId,
    logical_id: resource.logicalId,
    type: resource.type,
    role: resource.role,
    fresh: resource.fresh ? 1 : 0,
    physical_id: resource.physicalId ?? null,
    status: resource.status,
    reason: resource.reason ?? null,
    state: JSON.stringify(resource.state),
    before: resource.before ? JSON.stringify(resource.before) : null,
    updated_at: resource.updatedAt.toISOString(),
    again: resource.again ? 1 : 0,
    foreign_id: resource.foreignId ?? null,
  };
}

function fromRow(row: Row): Resource {
  return {
    id: row.id as string,
    stackId: row.stack_id as string,
    logicalId: row.logical_id as string,
    type: row.type as string,
    role: row.role as Role,
    fresh: row.fresh === 1,
    physicalId: (row.physical_id ?? undefined) as string | undefined,
    status: row.status as string,
    reason: (row.reason ?? undefined) as string | undefined,
    state: JSON.parse(row.state as string),
    before: row.before ? JSON.parse(row.before as string) : undefined,
    updatedAt: new Date(row.updated_at as string),
    again: row.again === 1,
    foreignId: (row.foreign_id ?? undefined) as string | undefined,
  };
}
