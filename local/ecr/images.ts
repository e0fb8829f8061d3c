import type { Database } from '../store/database.ts';
import type { Image, ImageId } from './model.ts';

/**
 * Which images and tags a repository has. This, and not the registry behind it, is the truth about tags: the registry
 * knows no way to take one away.
 */
export class PushedImages {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
    database.exec(`
      CREATE TABLE IF NOT EXISTS ecr_images (
        repository TEXT NOT NULL, digest TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL,
        pushed_at INTEGER NOT NULL, PRIMARY KEY (repository, digest));
      CREATE TABLE IF NOT EXISTS ecr_tags (
        repository TEXT NOT NULL, tag TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (repository, tag));
      CREATE INDEX IF NOT EXISTS ecr_tags_digest ON ecr_tags (repository, digest);`);
  }

  /** Notes a manifest that was pushed, and the tag it was pushed by. */
  add(image: Image, tag: string | undefined): void {
    this.database.atomically(() => {
      this.database
        .prepare(
          `INSERT INTO ecr_images VALUES (@repository, @digest, @mediaType, @size, @pushedAt)
           ON CONFLICT DO UPDATE SET pushed_at = excluded.pushed_at`,
        )
        .run(image);
      if (tag === undefined) return;
      this.database
        .prepare('INSERT INTO ecr_tags VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET digest = excluded.digest')
        .run(image.repository, tag, image.digest);
    });
  }

  list(repository: string): Image[] {
    return this.database
      .prepare<[string], Image>(`${SELECT} WHERE repository = ? ORDER BY pushed_at, rowid`)
      .all(repository);
  }

  /** The image of an id that gives a digest, a tag, or both when they agree. */
  find(repository: string, id: ImageId): Image | undefined {
    const digest = id.imageTag === undefined ? id.imageDigest : this.digestOf(repository, id.imageTag);
    if (digest === undefined || (id.imageDigest !== undefined && id.imageDigest !== digest)) return undefined;
    return this.database
      .prepare<[string, string], Image>(`${SELECT} WHERE repository = ? AND digest = ?`)
      .get(repository, digest);
  }

  tagsOf({ repository, digest }: Image): string[] {
    return this.database
      .prepare<[string, string], { tag: string }>(
        'SELECT tag FROM ecr_tags WHERE repository = ? AND digest = ? ORDER BY tag',
      )
      .all(repository, digest)
      .map(({ tag }) => tag);
  }

  tags(repository: string): string[] {
    return this.database
      .prepare<[string], { tag: string }>('SELECT tag FROM ecr_tags WHERE repository = ? ORDER BY tag')
      .all(repository)
      .map(({ tag }) => tag);
  }

  removeTag(repository: string, tag: string): void {
    this.database.prepare('DELETE FROM ecr_tags WHERE repository = ? AND tag = ?').run(repository, tag);
  }

  /** Removes an image with all of its tags. */
  remove({ repository, digest }: Image): void {
    this.database.atomically(() => {
      this.database.prepare('DELETE FROM ecr_tags WHERE repository = ? AND digest = ?').run(repository, digest);
      this.database.prepare('DELETE FROM ecr_images WHERE repository = ? AND digest = ?').run(repository, digest);
    });
  }

  // Private

  private digestOf(repository: string, tag: string): string | undefined {
    return this.database
      .prepare<[string, string], { digest: string }>('SELECT digest FROM ecr_tags WHERE repository = ? AND tag = ?')
      .get(repository, tag)?.digest;
  }
}

// Private

const SELECT = 'SELECT repository, digest, media_type AS mediaType, size, pushed_at AS pushedAt FROM ecr_images';
