import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';

export interface StreamRecord {
  sequenceNumber: string;
  data: Uint8Array;
  arrivedAt: Date | undefined;
}

/** Where reading a shard begins: at a record or after it, at its oldest record, or with what comes from now on. */
export type Position = { at: string } | { after: string } | 'oldest' | 'latest';

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
        ...startOf(position),
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

// Private

function startOf(
  position: Position,
): Pick<GetShardIteratorCommandInput, 'ShardIteratorType' | 'StartingSequenceNumber'> {
  if (position === 'oldest') return { ShardIteratorType: 'TRIM_HORIZON' };
  if (position === 'latest') return { ShardIteratorType: 'LATEST' };
  return 'at' in position
    ? { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: position.at }
    : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: position.after };
}
