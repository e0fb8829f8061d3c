import { createServer, type Server } from 'node:net';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { DescribeServicesCommand, ECSClient, ListTasksCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import Docker from 'dockerode';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import { RACK_LABEL } from '../../../../local/config.ts';
import { createAppStack } from './app-stack.ts';
import { EndpointProcess, freePort } from './endpoint-process.ts';
import { EngineDoor } from './engine-door.ts';

const door = new EngineDoor();
await door.open();
const endpoint = await EndpointProcess.start({ DOCKER_HOST: door.host });
t.teardown(async () => {
  await endpoint.clean();
  await door.shut();
});
const router = await freePort();
const registry = endpoint.ports[1] as number;
const client = { ...endpoint.client, maxAttempts: 1 };
const [ecs, ecr] = [new ECSClient(client), new ECRClient(client)];
await createAppStack(endpoint.client, router, 'hello');

t.test('an engine that was stopped', async (t) => {
  t.equal(await answerOfApp(), 'hello');
  const before = await tasks();
  await door.shut();

  await t.test('is named by what needs it; what does not is answered, and apps are served', async (t) => {
    t.match(await createFileSystem(), /\(ServiceUnavailable\).* The Docker engine of this machine does not answer/);
    t.match(await service(), { runningCount: 1, status: 'ACTIVE' });
    t.equal(await answerOfApp(), 'hello');
    const wish = { cluster: 'c', service: 'web', desiredCount: 2 };
    t.match(await ecs.send(new UpdateServiceCommand(wish)), { service: { desiredCount: 2 } });
  });

  await t.test('took all containers with it: all that is wanted comes back when it does', async (t) => {
    await killContainers();
    await door.open();
    const after = await poll(async () => {
      const { runningCount, events } = await service();
      const now = await tasks();
      const isSteady = events?.[0]?.message?.endsWith('has reached a steady state.');
      return runningCount === 2 && isSteady && !now.some((task) => before.includes(task)) ? now : undefined;
    });
    t.equal(after.length, 2);
    t.equal(await poll(answerOfApp), 'hello', 'the router is back, and knows the new addresses');
  });
});

t.test('ports that other programs hold when it starts', async (t) => {
  await endpoint.end('SIGKILL');
  await killContainers();
  const holders = await Promise.all([hold(router), hold(registry)]);
  await endpoint.start();
  const holder = `taken by \\S+ \\(pid ${process.pid}\\)`;
  const named = { name: 'ServiceUnavailable', message: new RegExp(`port ${registry} .*${holder}`) };
  await t.rejects(ecr.send(new GetAuthorizationTokenCommand({})), named);
  await Promise.all(holders.map((server) => new Promise((resolve) => server.close(resolve))));
  t.equal(await poll(answerOfApp), 'hello', 'the router comes up by itself when its port is free');
  t.equal(await poll(answerOfRegistry), 200, 'and so does the registry');
});

// Private

async function service() {
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster: 'c', services: ['web'] }));
  return services[0] ?? {};
}

/** What the `aws` command line says to a file system, which is a volume of the engine. */
async function createFileSystem(): Promise<string> {
  const { endpoint: url, region, credentials } = endpoint.client;
  const env = {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_MAX_ATTEMPTS: '1',
  };
  const argv = ['aws', '--endpoint-url', url, '--region', region, 'efs', 'create-file-system'];
  return (await run(argv, { env, ok: [255, 254] })).stderr;
}

async function tasks(): Promise<string[]> {
  const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster: 'c' }));
  return taskArns;
}

async function answerOfApp(): Promise<string | undefined> {
  const answer = await fetch(`http://127.0.0.1:${router}/`).catch(() => undefined);
  return answer?.ok ? answer.text() : undefined;
}

async function answerOfRegistry(): Promise<number | undefined> {
  const token = await ecr.send(new GetAuthorizationTokenCommand({})).catch(() => undefined);
  const headers = { authorization: `Basic ${token?.authorizationData?.[0]?.authorizationToken}` };
  const answer = await fetch(`http://127.0.0.1:${registry}/v2/`, { headers }).catch(() => undefined);
  return answer?.ok ? answer.status : undefined;
}

/** What a daemon that ends, or a machine, does to all containers of the rack. */
async function killContainers(): Promise<void> {
  const docker = new Docker();
  const running = await docker.listContainers({ filters: { label: [`${RACK_LABEL}=${endpoint.rack}`] } });
  await Promise.all(running.map(({ Id }) => docker.getContainer(Id).kill()));
}

function hold(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
