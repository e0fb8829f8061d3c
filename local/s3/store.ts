import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../store/database.ts';

/** An object, all but its bytes. */
export interface StoredObject {
  bucket: string;
  key: string;
  size: number;
  /** The MD5 of the bytes in hex, as S3 has it for objects that were put whole. */
  etag: string;
  contentType: string;
  /** Milliseconds since 1970. */
  changedAt: number;
}

/** The objects of all buckets: their properties in a table, their bytes in a file each. */
export interface Objects {
  find(bucket: string, key: string): StoredObject | undefined;
  /** In the order of their keys' bytes, those after `after` only. */
  list(bucket: string, prefix: string, after: string): StoredObject[];
  bytes(object: StoredObject): Buffer;
  put(bucket: string, key: string, bytes: Buffer, contentType: string): StoredObject;
  remove(bucket: string, key: string): void;
}

/** The objects in this database and folder. An object's file is there before its row, and gone after it. */
export function openObjects(database: Database, folder: string): Objects {
  database.exec(`CREATE TABLE IF NOT EXISTS s3_objects (bucket TEXT, key TEXT, size INTEGER, etag TEXT, contentType TEXT,
    changedAt INTEGER, PRIMARY KEY (bucket, key)) WITHOUT ROWID`);
  const find = database.prepare<[string, string], StoredObject>(
    'SELECT * FROM s3_objects WHERE bucket = ? AND key = ?',
  );
  const list = database.prepare<[string, string], StoredObject>(
    'SELECT * FROM s3_objects WHERE bucket = ? AND key > ? ORDER BY key',
  );
  const put = database.prepare(
    'INSERT OR REPLACE INTO s3_objects VALUES (@bucket, @key, @size, @etag, @contentType, @changedAt)',
  );
  const remove = database.prepare('DELETE FROM s3_objects WHERE bucket = ? AND key = ?');
  const path = (bucket: string, key: string) => join(folder, hash('sha256', `${bucket}/${key}`));
  return {
    find: (bucket, key) => find.get(bucket, key),
    list: (bucket, prefix, after) => list.all(bucket, after).filter(({ key }) => key.startsWith(prefix)),
    bytes: ({ bucket, key }) => readFileSync(path(bucket, key)),
    put(bucket, key, bytes, contentType) {
      write(path(bucket, key), bytes);
      const size = bytes.length;
      const object = { bucket, key, size, etag: hash('md5', bytes), contentType, changedAt: Date.now() };
      put.run(object);
      return object;
    },
    remove(bucket, key) {
      remove.run(bucket, key);
      rmSync(path(bucket, key), { force: true });
    },
  };
}

// Private

function hash(algorithm: 'sha256' | 'md5', data: string | Buffer): string {
  return createHash(algorithm).update(data).digest('hex');
}

function write(path: string, bytes: Buffer): void {
  const fresh = `${path}.${randomUUID()}`;
  writeFileSync(fresh, bytes, { mode: 0o600 });
  renameSync(fresh, path);
}
