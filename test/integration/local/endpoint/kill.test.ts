import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordsCommand,
  UpdateStreamModeCommand,
} from '@aws-sdk/client-kinesis';
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import t from 'tap';
import { EndpointProcess } from './endpoint-process.ts';

const endpoint = await EndpointProcess.start();
t.teardown(() => endpoint.clean());
const kinesis = new KinesisClient({ ...endpoint.client, requestHandler: new NodeHttpHandler(), maxAttempts: 1 });
const secrets = new SecretsManagerClient({ ...endpoint.client, maxAttempts: 3 });

/** Puts batches until one fails; answers how many records were acknowledged. */
async function putUntilFailure(onBatch: (count: number) => void): Promise<number> {
  let count = 0;
  for (;;) {
    const texts = Array.from({ length: 100 }, (_, index) => String(count + index));
    const Records = texts.map((text) => ({ PartitionKey: 'p', Data: Buffer.from(text) }));
    try {
      await kinesis.send(new PutRecordsCommand({ StreamName: 's', Records }));
    } catch {
      return count;
    }
    count += texts.length;
    onBatch(count);
  }
}

async function readAll(): Promise<string[]> {
  const where = { StreamName: 's', ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' as const };
  let { ShardIterator } = await kinesis.send(new GetShardIteratorCommand(where));
  const texts: string[] = [];
  for (;;) {
    const answer = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    texts.push(...(answer.Records ?? []).map(({ Data }) => Buffer.from(Data ?? []).toString()));
    if (answer.MillisBehindLatest === 0) return texts;
    ShardIterator = answer.NextShardIterator;
  }
}

t.test('kill -9 in the middle of puts loses nothing that was acknowledged', async (t) => {
  await kinesis.send(new CreateStreamCommand({ StreamName: 's', ShardCount: 1 }));
  // One shard that takes as much as it gets.
  const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: 's' }));
  const StreamModeDetails = { StreamMode: 'ON_DEMAND' } as const;
  await kinesis.send(
    new UpdateStreamModeCommand({ StreamARN: StreamDescriptionSummary?.StreamARN, StreamModeDetails }),
  );
  await secrets.send(new CreateSecretCommand({ Name: 'n', SecretString: 'kept' }));
  let killed: Promise<unknown> | undefined;
  const acknowledged = await putUntilFailure((count) => {
    if (count >= 5000) killed ??= endpoint.end('SIGKILL');
  });
  await killed;
  await endpoint.start();
  const texts = await readAll();
  t.ok(texts.length >= acknowledged, `${texts.length} of ${acknowledged}`);
  t.strictSame(
    texts,
    texts.map((_, index) => String(index)),
    'in order, once each',
  );
  t.match(await secrets.send(new GetSecretValueCommand({ SecretId: 'n' })), { SecretString: 'kept' });
});

t.test('a second endpoint on the same port ends with a sentence that names it', async (t) => {
  const { code, text } = await endpoint.startAnother();
  t.equal(code, 1);
  t.match(text, /Port \d+ on 127\.0\.0\.1 is in use/);
});

t.test('SIGTERM ends it in order', async (t) => {
  t.equal(await endpoint.end('SIGTERM'), 0);
});
