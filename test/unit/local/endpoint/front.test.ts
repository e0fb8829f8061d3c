import { KinesisClient, ListStreamsCommand, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import t from 'tap';
import { createDispatch } from '../../../../local/endpoint/dispatch.ts';
import { openFront } from '../../../../local/endpoint/front.ts';
import { createRegistry } from '../../../../local/endpoint/registry.ts';
import { AwsError, type Input } from '../../../../local/endpoint/service.ts';
import { createSts } from '../../../../local/sts/service.ts';
import { Sessions } from '../../../../local/sts/sessions.ts';
import { newPlace, strictLog } from '../place.ts';

const config = newPlace();
const received: Input[] = [];
const registry = createRegistry();
registry.add(createSts({ config, callAws: registry.callAws, sessions: new Sessions(config.home) }));
registry.add({
  signingName: 'kinesis',
  protocol: 'json',
  version: '',
  target: 'Kinesis_20131202',
  operations: {
    PutRecord(input) {
      received.push(input);
      return { ShardId: 's', SequenceNumber: '1' };
    },
    ListStreams: () => {
      throw new TypeError('a fault of ours');
    },
  },
});
const problems: string[] = [];
const log = { ...strictLog, error: (message: string) => void problems.push(message) };
const front = await openFront(0, createDispatch({ registry, credentials: config, log }));
t.teardown(() => front.close());

function options(changes: { accessKeyId?: string; secretAccessKey?: string; region?: string } = {}) {
  const {
    accessKeyId = config.accessKeyId,
    secretAccessKey = config.secretAccessKey,
    region = config.region,
  } = changes;
  const endpoint = `http://127.0.0.1:${front.port}`;
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
}

const whoAmI = (changes = {}, clockOffset = 0) =>
  new STSClient({ ...options(changes), systemClockOffset: clockOffset }).send(new GetCallerIdentityCommand());
const put = (client: KinesisClient) =>
  client.send(new PutRecordCommand({ StreamName: 's', PartitionKey: 'ключ', Data: Buffer.from('hello') }));

t.test('the keys of the endpoint open it', async (t) => {
  t.match(await whoAmI(), { Account: config.account, Arn: 'arn:aws:iam::123456789012:user/test' });
});

t.test('a wrong secret, an unknown key, a wrong region and a wrong clock are told apart', async (t) => {
  await t.rejects(whoAmI({ secretAccessKey: 'x' }), {
    name: 'SignatureDoesNotMatch',
    $metadata: { httpStatusCode: 403 },
  });
  await t.rejects(whoAmI({ accessKeyId: 'x' }), { name: 'InvalidClientTokenId' });
  await t.rejects(whoAmI({ region: 'us-east-1' }), { name: 'SignatureDoesNotMatch', message: /valid region/ });
  await t.rejects(whoAmI({}, -16 * 60_000), { name: 'SignatureDoesNotMatch', message: /expired/ });
  const json = (changes: object) =>
    put(new KinesisClient({ ...options(changes), requestHandler: new NodeHttpHandler() }));
  await t.rejects(json({ secretAccessKey: 'x' }), { name: 'InvalidSignatureException' });
  await t.rejects(json({ accessKeyId: 'x' }), { name: 'UnrecognizedClientException' });
});

t.test('HTTP/2 with prior knowledge and HTTP/1.1 share the port', async (t) => {
  const http2 = new KinesisClient(options());
  const http1 = new KinesisClient({ ...options(), requestHandler: new NodeHttpHandler() });
  t.match(await put(http2), { SequenceNumber: '1' });
  t.match(await put(http1), { SequenceNumber: '1' });
  t.match(
    received,
    [1, 2].map(() => ({ PartitionKey: 'ключ', Data: 'aGVsbG8=' })),
  );
  http2.destroy();
  http1.destroy();
});

t.test('a body that was changed after it was signed is refused', async (t) => {
  const client = new STSClient(options());
  client.middlewareStack.add(
    (next) => (args) => {
      (args.request as { body: string }).body += '&More=1';
      (args.request as { headers: Record<string, string> }).headers['content-length'] = '50';
      return next(args);
    },
    { step: 'deserialize', priority: 'low' },
  );
  await t.rejects(client.send(new GetCallerIdentityCommand()), { name: 'SignatureDoesNotMatch' });
});

t.test('what is not served and what goes wrong here is told in the format of the service', async (t) => {
  await t.rejects(new STSClient(options()).send(new GetSessionTokenCommand()), { name: 'InvalidAction' });
  const kinesis = new KinesisClient({ ...options(), requestHandler: new NodeHttpHandler() });
  await t.rejects(kinesis.send(new ListStreamsCommand()), {
    name: 'InternalFailure',
    $metadata: { httpStatusCode: 500 },
  });
  t.match(problems, [/kinesis .* failed/]);
  const bare = await fetch(`http://127.0.0.1:${front.port}`, { method: 'POST' });
  t.equal(bare.status, 403);
  t.match(await bare.text(), '<Code>MissingAuthenticationToken</Code>');
  t.ok(bare.headers.get('x-amzn-requestid'));
});

t.test('a second endpoint on the port is told which port it is', async (t) => {
  await t.rejects(openFront(front.port, createDispatch({ registry, credentials: config, log })), {
    code: 'port_in_use',
    message: new RegExp(`Port ${front.port} `),
  });
});

t.test('services use each other in process, with the errors that clients get', async (t) => {
  t.match(await registry.callAws('sts', 'GetCallerIdentity', {}), { Account: config.account });
  await t.rejects(
    registry.callAws('sts', 'toString', {}),
    new AwsError('InvalidAction', 'Could not find operation toString of the service sts.'),
  );
});
