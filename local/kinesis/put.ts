import { check } from '../endpoint/check.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { STREAM_NAME } from './constraints.ts';
import type { NewRecord, RecordStore } from './record-store.ts';
import { createRouting } from './routing.ts';
import { sequenceNumber } from './sequence-number.ts';
import type { Shard, Stream, Streams } from './streams.ts';
import { EXCEEDED, rateExceeded, type Throughput } from './throughput.ts';

/** The operations that add records. They answer when these are on the disk: whoever put them forgets them then. */
export function putOperations(streams: Streams, store: RecordStore, throughput: Throughput): Record<string, Operation> {
  const shardFor = createRouting();
  return {
    async PutRecord(input) {
      check(input, { StreamName: STREAM_NAME });
      const size = checkRecord(input, '');
      const stream = streams.get(input);
      const [placed] = await put(stream, [input], [size]);
      if (placed && 'ErrorCode' in placed) throw new AwsError(placed.ErrorCode, placed.ErrorMessage);
      return { ...placed, EncryptionType: encryption(stream) };
    },
    async PutRecords(input) {
      check(input, { StreamName: STREAM_NAME, Records: { required: true, min: 1, max: MOST_RECORDS } });
      const records: Input[] = input.Records;
      const sizes = records.map((record, index) => checkRecord(record, `records.${index + 1}.member.`));
      if (sizes.reduce((sum, size) => sum + size, 0) > LARGEST_CALL) throw tooLarge();
      const stream = streams.get(input);
      const placed = await put(stream, records, sizes);
      const FailedRecordCount = placed.filter((each) => 'ErrorCode' in each).length;
      return { FailedRecordCount, Records: placed, EncryptionType: encryption(stream) };
    },
  };

  /** Where each record has gone, in order, or why it has not. */
  async function put(stream: Stream, records: readonly Input[], sizes: readonly number[]): Promise<Answer[]> {
    const shards = records.map(({ PartitionKey, ExplicitHashKey }) => shardFor(stream, PartitionKey, ExplicitHashKey));
    const isTaken = shards.map((shard, index) => throughput.takes(stream, shard, sizes[index] as number));
    const taken = records.flatMap((record, index) => (isTaken[index] ? toNew(record, shards[index] as Shard) : []));
    const positions = store.append(taken, Date.now()).values();
    await store.settled();
    return shards.map((shard, index) => {
      if (!isTaken[index]) return { ErrorCode: EXCEEDED, ErrorMessage: rateExceeded(stream, shard) };
      return { SequenceNumber: sequenceNumber(stream, shard, positions.next().value as number), ShardId: shard.id };
    });
  }
}

// Private

type Answer = { SequenceNumber: string; ShardId: string } | { ErrorCode: string; ErrorMessage: string };

const MOST_RECORDS = 500;
const LARGEST_RECORD = 1024 * 1024;
const LARGEST_CALL = 5 * 1024 * 1024;

/** Throws unless the record fits; answers how much it counts: its data and its partition key. */
function checkRecord(record: Input, path: string): number {
  const { PartitionKey, Data } = record;
  if (typeof PartitionKey !== 'string' || PartitionKey.length < 1 || PartitionKey.length > 256) {
    check({ [`${path}partitionKey`]: PartitionKey }, { [`${path}partitionKey`]: { required: true, min: 1, max: 256 } });
  }
  if (Data === undefined || Data === null) check({}, { [`${path}data`]: { required: true } });
  const size = typeof Data === 'string' ? Buffer.byteLength(Data, 'base64') : Data.length;
  if (size > LARGEST_RECORD) throw recordTooLarge(path);
  return size + Buffer.byteLength(PartitionKey);
}

function toNew({ PartitionKey, Data }: Input, shard: Shard): NewRecord {
  const data = typeof Data === 'string' ? Buffer.from(Data, 'base64') : Buffer.from(Data);
  return { shard: shard.key, partitionKey: PartitionKey, data };
}

function encryption({ encryptionKey }: Stream): string | undefined {
  return encryptionKey ? 'KMS' : undefined;
}

function recordTooLarge(path: string): AwsError {
  return new AwsError(
    'ValidationException',
    `1 validation error detected: Value at '${path}data' failed to satisfy constraint: Member must have length less than or equal to ${LARGEST_RECORD}`,
  );
}

function tooLarge(): AwsError {
  return new AwsError('InvalidArgumentException', 'Records size exceeds 5 MB limit');
}
