import { check } from '../endpoint/check.ts';
import { AwsError, type Operation } from '../endpoint/service.ts';
import { STREAM_NAME } from './constraints.ts';
import type { RecordStore } from './record-store.ts';
import { MOST_SHARDS, newShards, type Stream, type Streams } from './streams.ts';

/** The operations that create, change and delete streams. A stream is ACTIVE as soon as it is created. */
export function lifecycleOperations(
  streams: Streams,
  store: RecordStore,
  onDeleted: () => void,
): Record<string, Operation> {
  return {
    CreateStream(input) {
      check(input, {
        StreamName: { ...STREAM_NAME, required: true },
        ShardCount: { atLeast: 1, atMost: 100_000 },
      });
      const { StreamName: name, Tags = {} } = input;
      const mode = input.StreamModeDetails?.StreamMode ?? 'PROVISIONED';
      const count = shardCount(mode, input.ShardCount);
      if (streams.find(name)) throw inUse(`Stream ${name} under account ${account(streams)} already exists.`);
      streams.put({
        name,
        arn: streams.arn(name),
        created: Date.now(),
        mode,
        shards: newShards(store.addShards(count)),
        retentionHours: SHORTEST,
        tags: Tags,
      });
      return undefined;
    },
    DeleteStream(input) {
      check(input, { StreamName: STREAM_NAME });
      streams.remove(streams.get(input).name);
      onDeleted();
      return undefined;
    },
    UpdateStreamMode(input) {
      check(input, { StreamARN: { required: true }, StreamModeDetails: { required: true } });
      streams.put({ ...streams.get(input), mode: checkMode(input.StreamModeDetails.StreamMode) });
      return undefined;
    },
    IncreaseStreamRetentionPeriod(input) {
      const stream = streams.get(input);
      const hours = checkRetention(input.RetentionPeriodHours);
      if (hours < stream.retentionHours) throw wrongWay(stream, hours, 'shorter', 'Decrease');
      streams.put({ ...stream, retentionHours: hours });
      return undefined;
    },
    DecreaseStreamRetentionPeriod(input) {
      const stream = streams.get(input);
      const hours = checkRetention(input.RetentionPeriodHours);
      if (hours > stream.retentionHours) throw wrongWay(stream, hours, 'longer', 'Increase');
      streams.put({ ...stream, retentionHours: hours });
      return undefined;
    },
    StartStreamEncryption(input) {
      check(input, {
        EncryptionType: { required: true, oneOf: ['KMS'] },
        KeyId: { required: true, min: 1, max: 2048 },
      });
      streams.put({ ...streams.get(input), encryptionKey: input.KeyId });
      return undefined;
    },
    StopStreamEncryption(input) {
      check(input, {
        EncryptionType: { required: true, oneOf: ['KMS'] },
        KeyId: { required: true, min: 1, max: 2048 },
      });
      streams.put({ ...streams.get(input), encryptionKey: undefined });
      return undefined;
    },
  };
}

// Private

/** Hours that a stream keeps its records for: a day at first, a year at most. */
const SHORTEST = 24;
const LONGEST = 8760;

/** What an ON_DEMAND stream starts with. */
const ON_DEMAND_SHARDS = 4;

function shardCount(mode: unknown, given: number | undefined): number {
  if (checkMode(mode) === 'ON_DEMAND') {
    if (given === undefined) return ON_DEMAND_SHARDS;
    throw new AwsError('ValidationException', 'ShardCount must not be set when StreamMode is ON_DEMAND.');
  }
  if (given === undefined)
    throw new AwsError('ValidationException', 'ShardCount must be set when StreamMode is PROVISIONED.');
  if (given <= MOST_SHARDS) return given;
  throw new AwsError('LimitExceededException', `This request would exceed the shard limit of ${MOST_SHARDS}.`);
}

function checkMode(mode: unknown): Stream['mode'] {
  check({ StreamMode: mode }, { StreamMode: { required: true, oneOf: ['PROVISIONED', 'ON_DEMAND'] } });
  return mode as Stream['mode'];
}

function account(streams: Streams): string | undefined {
  return streams.arn('').split(':')[4];
}

function inUse(message: string): AwsError {
  return new AwsError('ResourceInUseException', message);
}

function checkRetention(hours: unknown): number {
  check({ RetentionPeriodHours: hours }, { RetentionPeriodHours: { required: true } });
  if (Number(hours) < SHORTEST) throw badRetention(`Minimum allowed retention period is ${SHORTEST}`, hours, 'short');
  if (Number(hours) > LONGEST) throw badRetention(`Maximum allowed retention period is ${LONGEST}`, hours, 'long');
  return Number(hours);
}

function badRetention(rule: string, hours: unknown, how: 'short' | 'long'): AwsError {
  const message = `${rule} hours. Requested retention period (${hours} hours) is too ${how}.`;
  return new AwsError('InvalidArgumentException', message);
}

function wrongWay({ name, retentionHours }: Stream, hours: number, how: string, other: string): AwsError {
  return new AwsError(
    'InvalidArgumentException',
    `Requested retention period (${hours} hours) for stream ${name} can not be ${how} than existing retention period (${retentionHours} hours). Use ${other}RetentionPeriod API.`,
  );
}
