import { createHash, randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../store/database.ts';
import { writeWhole } from '../store/whole-file.ts';

/** An object, all but its bytes. */
export interface StoredObject {
  bucket: string;
  key: string;
  size: number;
  /** The MD5 of the bytes in hex, as S3 has it for objects that were put whole. */
  etag: string;
  /** Milliseconds since 1970. */
  changedAt: number;
  /** What was put with the bytes and is answered with them, as members of `GetObject`. */
  properties: Record<string, unknown>;
}

/** The objects of all buckets: their properties in a table, their bytes in a file each. */
export interface Objects {
  find(bucket: string, key: string): StoredObject | undefined;
  /** Those with the prefix that come after `after`, in the order of their keys' bytes. */
  list(bucket: string, prefix: string, after: string): Iterable<StoredObject>;
  isEmpty(bucket: string): boolean;
  /** All bytes, or those from one place to another, both of them included. */
  bytes(object: StoredObject, range?: { from: number; to: number }): Buffer;
  /** `etag` is the MD5 of the bytes unless told. */
  put(bucket: string, key: string, bytes: Buffer, properties: Record<string, unknown>, etag?: string): StoredObject;
  remove(bucket: string, key: string): void;
}

/**
 * The objects in this database and folder. Every put writes a file of a new name, which the row then points to: whenever
 * the process ends, the row's file is whole and the row's own. Files that no row points to are removed here.
 */
export function openObjects(database: Database, folder: string): Objects {
  const rows = openRows(database);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  sweep(folder, rows.files());
  const drop = (file: string) => rmSync(join(folder, file), { force: true });
  return {
    find: (bucket, key) => rows.find(bucket, key),
    list: rows.list,
    isEmpty: rows.isEmpty,
    bytes({ bucket, key, size }, { from, to } = { from: 0, to: size - 1 }) {
      return bytesOf(join(folder, rows.file(bucket, key) as string), from, to - from + 1);
    },
    put(bucket, key, bytes, properties, etag = createHash('md5').update(bytes).digest('hex')) {
      const object = { bucket, key, size: bytes.length, etag, changedAt: Date.now(), properties };
      const file = randomUUID();
      writeWhole(join(folder, file), bytes);
      database.atomically(() => {
        database.onRollback(() => drop(file));
        replace(rows.file(bucket, key), () => rows.put(object, file));
      });
      return object;
    },
    remove(bucket, key) {
      database.atomically(() => replace(rows.file(bucket, key), () => rows.remove(bucket, key)));
    },
  };

  /** The file of before goes when nothing can bring its row back. */
  function replace(previous: string | undefined, change: () => void): void {
    change();
    if (previous !== undefined) database.onCommit(() => drop(previous));
  }
}

// Private

type Row = Omit<StoredObject, 'properties'> & { properties: string; file: string };

function openRows(database: Database) {
  database.exec(`CREATE TABLE IF NOT EXISTS s3_keys (bucket TEXT, key TEXT, size INTEGER, etag TEXT, changedAt INTEGER,
    properties TEXT, file TEXT, PRIMARY KEY (bucket, key)) WITHOUT ROWID`);
  const all = database.prepare<[], Row>('SELECT * FROM s3_keys');
  const find = database.prepare<[string, string], Row>('SELECT * FROM s3_keys WHERE bucket = ? AND key = ?');
  const first = database.prepare<[string], Row>('SELECT * FROM s3_keys WHERE bucket = ? LIMIT 1');
  const list = database.prepare<[string, string, string], Row>(
    'SELECT * FROM s3_keys WHERE bucket = ? AND key >= ? AND key > ? ORDER BY key',
  );
  const put = database.prepare(
    'INSERT OR REPLACE INTO s3_keys VALUES (@bucket, @key, @size, @etag, @changedAt, @properties, @file)',
  );
  const remove = database.prepare('DELETE FROM s3_keys WHERE bucket = ? AND key = ?');
  return {
    files: () => new Set(all.all().map(({ file }) => file)),
    find: (bucket: string, key: string) => objectOf(find.get(bucket, key)),
    file: (bucket: string, key: string) => find.get(bucket, key)?.file,
    isEmpty: (bucket: string) => first.get(bucket) === undefined,
    *list(bucket: string, prefix: string, after: string) {
      for (const row of list.iterate(bucket, prefix, after)) {
        if (!row.key.startsWith(prefix)) return;
        yield objectOf(row);
      }
    },
    put: (object: StoredObject, file: string) =>
      put.run({ ...object, file, properties: JSON.stringify(object.properties) }),
    remove: (bucket: string, key: string) => remove.run(bucket, key),
  };
}

function objectOf(row: Row): StoredObject;
function objectOf(row: Row | undefined): StoredObject | undefined;
function objectOf(row: Row | undefined): StoredObject | undefined {
  if (!row) return undefined;
  const { file: _, properties, ...object } = row;
  return { ...object, properties: JSON.parse(properties) };
}

function bytesOf(path: string, from: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  const file = openSync(path, 'r');
  try {
    for (let done = 0; done < length; ) done += readSync(file, bytes, done, length - done, from + done);
  } finally {
    closeSync(file);
  }
  return bytes;
}

/** What a put or a removal that was cut off has left. */
function sweep(folder: string, known: Set<string>): void {
  for (const file of readdirSync(folder)) if (!known.has(file)) rmSync(join(folder, file), { force: true });
}
