import {
  KinesisClient,
  ListStreamsCommand,
  UpdateShardCountCommand,
  UpdateStreamModeCommand,
} from '@aws-sdk/client-kinesis';
import type { Status } from '../stories/rack.ts';
import type { Journal } from './journal.ts';

/** Shards that a stream on demand begins with. */
export const SHARDS = 4;

/** The stream that carries a rack's logs, changed as its operator may. */
export class LogStream {
  private readonly kinesis: KinesisClient;
  private readonly journal: Journal;

  constructor({ endpoint, region, accessKeyId, secretAccessKey }: Status['aws'], journal: Journal) {
    this.kinesis = new KinesisClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
    this.journal = journal;
  }

  /** PROVISIONED has the limits of its shards, ON_DEMAND grows with what comes. */
  async mode(StreamMode: 'PROVISIONED' | 'ON_DEMAND'): Promise<void> {
    const { StreamARN } = await this.only();
    await this.kinesis.send(new UpdateStreamModeCommand({ StreamARN, StreamModeDetails: { StreamMode } }));
    this.journal.note(`the stream is ${StreamMode}`);
  }

  /** Splits and merges shards until there are so many: twice as many as now at most, half as many at least. */
  async divide(TargetShardCount: number): Promise<void> {
    const { StreamName } = await this.only();
    await this.kinesis.send(
      new UpdateShardCountCommand({ StreamName, TargetShardCount, ScalingType: 'UNIFORM_SCALING' }),
    );
    this.journal.note(`the stream is divided into ${TargetShardCount}`);
  }

  close(): void {
    this.kinesis.destroy();
  }

  // Private

  /** A rack has one stream, whose name CloudFormation chose. */
  private async only() {
    const { StreamSummaries = [] } = await this.kinesis.send(new ListStreamsCommand({}));
    const [stream] = StreamSummaries;
    if (!stream || StreamSummaries.length > 1) throw new Error(`${StreamSummaries.length} streams instead of one`);
    return stream;
  }
}
