import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';

export interface StreamRecord {
  sequenceNumber: string;
  data: Uint8Array;
  arrivedAt: Date | undefined;
}

/** Where reading a shard begins: after a record, at its oldest record, or with what comes from now on. */
export type Position = { after: string } | 'oldest' | 'latest';

/** Reads one Kinesis stream. */
export class StreamReader {
  private readonly client: KinesisClient;
  private readonly stream: string;

  constructor(client: KinesisClient, stream: string) {
    this.client = client;
    this.stream = stream;
  }

  /** The ids of all shards, with the ids of those that they came from by a split or merge. */
  async shards(): Promise<{ id: string; parents: string[] }[]> {
    const found: { id: string; parents: string[] }[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.client.send(
        new ListShardsCommand(NextToken ? { NextToken } : { StreamName: this.stream }),
      );
      for (const { ShardId, ParentShardId, AdjacentParentShardId } of page.Shards ?? []) {
        const parents = [ParentShardId, AdjacentParentShardId].filter((id): id is string => id !== undefined);
        found.push({ id: ShardId!, parents });
      }
      NextToken = page.NextToken;
    } while (NextToken);
    return found;
  }

  /** An iterator for `read`; it lives for five minutes. */
  async iterator(shard: string, position: Position): Promise<string> {
    const answer = await this.client.send(
      new GetShardIteratorCommand({
        StreamName: this.stream,
        ShardId: shard,
        ...(typeof position === 'object'
          ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: position.after }
          : { ShardIteratorType: position === 'oldest' ? 'TRIM_HORIZON' : 'LATEST' }),
      }),
    );
    return answer.ShardIterator!;
  }

  /** The next records, and the iterator after them; `next` is undefined at the end of a closed shard. */
  async read(
    iterator: string,
    signal?: AbortSignal,
  ): Promise<{ records: StreamRecord[]; next: string | undefined; behindMs: number }> {
    const command = new GetRecordsCommand({ ShardIterator: iterator, Limit: 10_000 });
    const answer = await this.client.send(command, signal && { abortSignal: signal });
    return {
      records: (answer.Records ?? []).map((record) => ({
        sequenceNumber: record.SequenceNumber!,
        data: record.Data!,
        arrivedAt: record.ApproximateArrivalTimestamp,
      })),
      next: answer.NextShardIterator,
      behindMs: answer.MillisBehindLatest ?? 0,
    };
  }
}
