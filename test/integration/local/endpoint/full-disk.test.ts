import { join } from 'node:path';
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { ECSClient, ListTaskDefinitionsCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { CreateStreamCommand, KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import BetterSqlite3 from 'better-sqlite3';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { EndpointProcess } from './endpoint-process.ts';
import { SmallDisk } from './small-disk.ts';

const FULL = { name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 }, message: /^The disk .* is full/ };

const disk = await SmallDisk.mount(12);

t.test('a disk that is full for a while', { skip: typeof disk === 'string' && disk }, async (t) => {
  if (typeof disk === 'string') return;
  const endpoint = await EndpointProcess.start({ RACK_LOCAL_HOME: disk.path });
  t.teardown(async () => {
    await endpoint.clean();
    await disk.unmount();
  });
  const clients = clientsOf(endpoint);
  const changes = changesBy(clients);
  await clients.kinesis.send(
    new CreateStreamCommand({ StreamName: 's', StreamModeDetails: { StreamMode: 'ON_DEMAND' } }),
  );
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'some-objects' }));
  await clients.secrets.send(new CreateSecretCommand({ Name: 'read', SecretString: 'value' }));
  await clients.s3.send(new PutObjectCommand({ Bucket: 'some-objects', Key: 'read', Body: 'bytes' }));

  await t.test('is named by every service that writes, as a trouble of its own that passes', async (t) => {
    disk.fill();
    for (const [service, change] of Object.entries(changes)) {
      // What SQLite has set aside before takes a few more changes.
      const refusal = await poll(() => change().then(nothing, (error) => error));
      t.match(refusal, FULL, service);
    }
  });

  await t.test('keeps nobody from reading', async (t) => {
    t.match(await clients.secrets.send(new GetSecretValueCommand({ SecretId: 'read' })), { SecretString: 'value' });
    const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: 'some-objects', Key: 'read' }));
    t.equal(await Body?.transformToString(), 'bytes');
  });

  await t.test('does not let memory run ahead of it', async (t) => {
    t.same(await listedDefinitions(clients.ecs), storedDefinitions(endpoint));
  });

  await t.test('lets all go on by itself when there is room again', async (t) => {
    await disk.makeRoom();
    for (const change of Object.values(changes)) await poll(() => change().then(() => true, nothing));
    const ended = await poll(async () => {
      const { Stacks = [] } = await clients.cloudFormation.send(new DescribeStacksCommand({}));
      const statuses = Stacks.map(({ StackStatus }) => StackStatus);
      return statuses.some((status) => status?.endsWith('IN_PROGRESS')) ? undefined : statuses;
    });
    t.same([...new Set(ended)], ['CREATE_COMPLETE'], 'what had begun was waited for');
  });

  await t.test('damages nothing', async (t) => {
    t.equal(await endpoint.end('SIGTERM'), 0);
    for (const file of ['local.db', 'kinesis.db']) t.equal(integrityOf(join(endpoint.home, file)), 'ok', file);
    await endpoint.start();
    t.same(await listedDefinitions(clients.ecs), storedDefinitions(endpoint));
  });
});

// Private

type Clients = ReturnType<typeof clientsOf>;

function clientsOf(endpoint: EndpointProcess) {
  const client = { ...endpoint.client, maxAttempts: 1 };
  return {
    kinesis: new KinesisClient({ ...client, requestHandler: new NodeHttpHandler() }),
    secrets: new SecretsManagerClient(client),
    s3: new S3Client(client),
    ecs: new ECSClient(client),
    cloudFormation: new CloudFormationClient(client),
  };
}

/** One change for each service, which writes some kilobytes under a new name every time. */
function changesBy({ kinesis, secrets, s3, ecs, cloudFormation }: Clients): Record<string, () => Promise<unknown>> {
  let count = 0;
  const next = () => {
    count += 1;
    return `n-${count}`;
  };
  const text = 'x'.repeat(9000);
  const Records = Array.from({ length: 20 }, () => ({ PartitionKey: 'p', Data: Buffer.from(text) }));
  const container = { image: 'i', memory: 64, command: [text] };
  const cluster = (ClusterName: string) => ({ Type: 'AWS::ECS::Cluster', Properties: { ClusterName } });
  const stack = (name: string) => JSON.stringify({ Metadata: { text }, Resources: { Cluster: cluster(name) } });
  return {
    Kinesis: () => kinesis.send(new PutRecordsCommand({ StreamName: 's', Records })),
    'Secrets Manager': () => secrets.send(new CreateSecretCommand({ Name: next(), SecretString: text })),
    S3: () => s3.send(new PutObjectCommand({ Bucket: 'some-objects', Key: next(), Body: text })),
    ECS: () => {
      const family = next();
      const containerDefinitions = [{ ...container, name: family }];
      return ecs.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions }));
    },
    CloudFormation: () => {
      const StackName = next();
      return cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: stack(StackName) }));
    },
  };
}

function nothing(): undefined {
  return undefined;
}

async function listedDefinitions(ecs: ECSClient): Promise<string[]> {
  const { taskDefinitionArns = [] } = await ecs.send(new ListTaskDefinitionsCommand({}));
  return taskDefinitionArns.sort();
}

function storedDefinitions({ home }: EndpointProcess): string[] {
  const database = new BetterSqlite3(join(home, 'local.db'), { readonly: true });
  const keys = database.prepare<[], string>('SELECT key FROM ecs_task_definitions').pluck().all();
  database.close();
  return keys.sort();
}

function integrityOf(path: string): unknown {
  const database = new BetterSqlite3(path);
  const found = database.pragma('integrity_check', { simple: true });
  database.close();
  return found;
}
