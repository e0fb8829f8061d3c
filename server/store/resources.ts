import type { Link, Resource } from '../model/resource.ts';
import type { Database } from './database.ts';

interface Row {
  name: string;
  kind: Resource['kind'];
  created_at: string;
  created_by: string;
}

/** The resources of the rack, and which apps are linked to them. Where and how they are is CloudFormation's to tell. */
export class Resources {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Notes a new resource; false when there is one of this name. */
  create({ name, kind, createdBy }: Omit<Resource, 'createdAt'>): boolean {
    const sql = 'INSERT INTO resources (name, kind, created_at, created_by) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
    return this.database.prepare(sql).run(name, kind, new Date().toISOString(), createdBy).changes > 0;
  }

  find(name: string): Resource | undefined {
    const row = this.database.prepare<[string], Row>('SELECT * FROM resources WHERE name = ?').get(name);
    return row && fromRow(row);
  }

  /** By name. */
  list(): Resource[] {
    return this.database.prepare<[], Row>('SELECT * FROM resources ORDER BY name').all().map(fromRow);
  }

  /** Forgets a resource with its links. */
  remove(name: string): void {
    this.database.prepare('DELETE FROM resources WHERE name = ?').run(name);
  }

  /** Links an app; what another resource gave it in this variable is that one's no more. */
  link({ resource, app, variable }: Link): void {
    const sql =
      'INSERT INTO links (app, variable, resource) VALUES (?, ?, ?) ON CONFLICT (app, variable) DO UPDATE SET resource = excluded.resource';
    this.database.prepare(sql).run(app, variable, resource);
  }

  unlink({ app, variable }: Pick<Link, 'app' | 'variable'>): void {
    this.database.prepare('DELETE FROM links WHERE app = ? AND variable = ?').run(app, variable);
  }

  /** The links of a resource, by app. */
  linksOf(resource: string): Link[] {
    const sql = 'SELECT resource, app, variable FROM links WHERE resource = ? ORDER BY app, variable';
    return this.database.prepare<[string], Link>(sql).all(resource);
  }

  /** The links of an app, by variable. */
  linksIn(app: string): Link[] {
    const sql = 'SELECT resource, app, variable FROM links WHERE app = ? ORDER BY variable';
    return this.database.prepare<[string], Link>(sql).all(app);
  }
}

// Private

function fromRow({ name, kind, created_at, created_by }: Row): Resource {
  return { name, kind, createdAt: created_at, createdBy: created_by };
}
