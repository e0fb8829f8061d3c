import type { Config } from '../config.ts';
import { AwsError, type Input } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { type Documents, openDocuments } from '../store/documents.ts';

export interface Stream {
  name: string;
  arn: string;
  /** Milliseconds since 1970. */
  created: number;
  mode: 'ON_DEMAND' | 'PROVISIONED';
  shards: Shard[];
  retentionHours: number;
  encryptionKey?: string | undefined;
  tags: Record<string, string>;
}

/** A part of a stream, which keeps the order of its records; it takes the partition keys whose hashes are its own. */
export interface Shard {
  /** `shardId-000000000000` */
  id: string;
  index: number;
  /** Its key in the record store; no other shard, not even a deleted one, ever has it. */
  key: number;
  /** Decimal, as on the wire: both belong to it. */
  startingHash: string;
  endingHash: string;
  /** When it was opened, milliseconds since 1970; with the stream, where it does not say. */
  opened?: number;
  /** When it was split or merged, and the position after its last record. */
  closed?: { at: number; position: number };
  /** The ids of the shards that it came from. */
  parent?: string;
  adjacentParent?: string;
}

/** The streams as records, found by name or ARN. */
export class Streams {
  private readonly database: Database;
  private readonly documents: Documents<Stream>;
  private readonly config: Config;
  /** Records are put far more often than streams change. */
  private readonly cache = new Map<string, Stream>();

  constructor(database: Database, config: Config) {
    this.database = database;
    this.documents = openDocuments(database, 'kinesis_stream');
    this.config = config;
    for (const stream of this.documents.list()) this.cache.set(stream.name, stream);
  }

  find(name: string): Stream | undefined {
    return this.cache.get(name);
  }

  /** The stream that a call names by StreamName, StreamARN or both. */
  get(input: Input): Stream {
    const name = nameIn(input);
    const stream = this.cache.get(name);
    if (stream) return stream;
    throw new AwsError('ResourceNotFoundException', `Stream ${name} under account ${this.config.account} not found.`);
  }

  list(): Stream[] {
    return [...this.cache.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  arn(name: string): string {
    return `arn:aws:kinesis:${this.config.region}:${this.config.account}:stream/${name}`;
  }

  put(stream: Stream): void {
    this.documents.put(stream.name, stream);
    this.cache.set(stream.name, stream);
    this.database.onRollback(() => this.reload(stream.name));
  }

  remove(name: string): void {
    this.documents.remove(name);
    this.cache.delete(name);
    this.database.onRollback(() => this.reload(name));
  }

  // Private

  private reload(name: string): void {
    const stored = this.documents.find(name);
    if (stored) this.cache.set(name, stored);
    else this.cache.delete(name);
  }
}

/** Shards that divide the range of hashes evenly. */
export function newShards(keys: readonly number[]): Shard[] {
  const size = HASHES / BigInt(keys.length);
  return keys.map((key, index) => ({
    id: shardId(index),
    index,
    key,
    startingHash: String(size * BigInt(index)),
    endingHash: String(index === keys.length - 1 ? HASHES - 1n : size * BigInt(index + 1) - 1n),
  }));
}

/** As many hashes as MD5 has. */
export const HASHES = 2n ** 128n;

/** An account's shards in most regions, of which here each stream has as many. */
export const MOST_SHARDS = 200;

/** The shards that take records, in the order of their hashes. */
export function openShards({ shards }: Stream): Shard[] {
  const open = shards.filter(({ closed }) => closed === undefined);
  return open.sort((one, other) => (BigInt(one.startingHash) < BigInt(other.startingHash) ? -1 : 1));
}

export function shardId(index: number): string {
  return `shardId-${String(index).padStart(12, '0')}`;
}

// Private

function nameIn({ StreamName, StreamARN, ResourceARN }: Input): string {
  const name = StreamName ?? /:stream\/([^/]+)$/.exec(StreamARN ?? ResourceARN ?? '')?.[1];
  if (typeof name === 'string') return name;
  throw new AwsError('InvalidArgumentException', 'Either StreamName or StreamARN must be provided.');
}
