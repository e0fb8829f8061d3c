import { AwsError } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { type Documents, openDocuments } from '../store/documents.ts';
import type { Vault } from '../store/vault.ts';
import { notFound } from './errors.ts';
import type { Parameter } from './parameter.ts';

/** The parameters with their former versions. The values of SecureStrings lie encrypted. */
export class Parameters {
  private readonly newest: Documents<Parameter>;
  private readonly database: Database;
  private readonly vault: Vault;

  constructor(database: Database, vault: Vault) {
    this.newest = openDocuments(database, 'ssm_parameter');
    this.database = database;
    this.vault = vault;
    database.exec(FORMER);
  }

  find(name: string): Parameter | undefined {
    return this.newest.find(name);
  }

  get(name: string): Parameter {
    const found = this.find(name);
    if (found) return found;
    throw notFound();
  }

  list(): Parameter[] {
    return this.newest.list();
  }

  /** All versions that are kept, oldest first. */
  history(name: string): Parameter[] {
    const rows = this.database
      .prepare<[string], { document: string }>('SELECT document FROM ssm_former WHERE name = ? ORDER BY version')
      .all(name);
    return [...rows.map(({ document }) => JSON.parse(document)), this.get(name)];
  }

  /** Adds a version, which comes with its value in clear. */
  add(parameter: Parameter): void {
    this.database.atomically(() => {
      const former = this.find(parameter.name);
      if (former) this.keep(former);
      this.forgetOldest(parameter.name);
      this.newest.put(parameter.name, { ...parameter, value: this.sealed(parameter) });
    });
  }

  /** Changes what is known of a version, but for its value. */
  change(parameter: Parameter, changes: Partial<Parameter>): void {
    const changed = { ...parameter, ...changes };
    if (this.find(parameter.name)?.version === parameter.version) this.newest.put(parameter.name, changed);
    else this.keep(changed);
  }

  remove(name: string): void {
    this.database.atomically(() => {
      this.newest.remove(this.get(name).name);
      this.database.prepare('DELETE FROM ssm_former WHERE name = ?').run(name);
    });
  }

  /** The same with its value in clear. */
  opened(parameter: Parameter): Parameter {
    if (parameter.type !== 'SecureString') return parameter;
    const value = this.vault.open(Buffer.from(parameter.value, 'base64'), sealName(parameter)).toString();
    return { ...parameter, value };
  }

  // Private

  private sealed(parameter: Parameter): string {
    if (parameter.type !== 'SecureString') return parameter.value;
    return this.vault.seal(Buffer.from(parameter.value), sealName(parameter)).toString('base64');
  }

  private keep(parameter: Parameter): void {
    this.database
      .prepare('INSERT INTO ssm_former VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET document = excluded.document')
      .run(parameter.name, parameter.version, JSON.stringify(parameter));
  }

  /** A version that a label points to is not given up for a new one. */
  private forgetOldest(name: string): void {
    if (!this.find(name) || this.history(name).length <= MOST_VERSIONS) return;
    const [oldest] = this.history(name) as [Parameter];
    if (oldest.labels?.length) throw tooManyVersions(oldest);
    this.database.prepare('DELETE FROM ssm_former WHERE name = ? AND version = ?').run(name, oldest.version);
  }
}

/** Whether a SecureString is kept already, which opens with no key but its own. */
export function holdsSecrets(database: Database): boolean {
  openDocuments(database, 'ssm_parameter');
  database.exec(FORMER);
  const isSecret = "json_extract(document, '$.type') = 'SecureString'";
  const found = ['ssm_parameter', 'ssm_former'].map((table) =>
    database.prepare(`SELECT 1 FROM ${table} WHERE ${isSecret} LIMIT 1`).get(),
  );
  return found.some((row) => row !== undefined);
}

// Private

const FORMER = `CREATE TABLE IF NOT EXISTS ssm_former (
  name TEXT NOT NULL, version INTEGER NOT NULL, document TEXT NOT NULL, PRIMARY KEY (name, version))`;

const MOST_VERSIONS = 100;

/** A value opens only as that of its own version. */
function sealName({ name, version }: Parameter): string {
  return `${name} ${version}`;
}

function tooManyVersions({ name, version, labels = [] }: Parameter): AwsError {
  return new AwsError(
    'ParameterMaxVersionLimitExceeded',
    `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. Version ${version}, the oldest version, can't be deleted because it has a label associated with it: ${labels.join(', ')}. Move the label to another version of the parameter, and try again.`,
  );
}
