import type { Database } from '../store/database.ts';
import { type Documents, openDocuments } from '../store/documents.ts';
import type { Repository } from './model.ts';

/** The repositories that were created; all in memory besides, since every request of a push asks for one. */
export class Repositories {
  private readonly database: Database;
  private readonly documents: Documents<Repository>;
  private readonly byName: Map<string, Repository>;

  constructor(database: Database) {
    this.database = database;
    this.documents = openDocuments<Repository>(database, 'ecr_repositories');
    this.byName = new Map(this.documents.list().map((repository) => [repository.name, repository]));
  }

  find(name: string): Repository | undefined {
    return this.byName.get(name);
  }

  list(): Repository[] {
    return [...this.byName.values()];
  }

  put(repository: Repository): void {
    this.documents.put(repository.name, repository);
    this.byName.set(repository.name, repository);
    this.database.onRollback(() => this.reload(repository.name));
  }

  remove(name: string): void {
    this.documents.remove(name);
    this.byName.delete(name);
    this.database.onRollback(() => this.reload(name));
  }

  // Private

  private reload(name: string): void {
    const stored = this.documents.find(name);
    if (stored) this.byName.set(name, stored);
    else this.byName.delete(name);
  }
}
