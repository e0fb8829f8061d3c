import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../lib/failure.ts';
import { type Log, stderrLog } from '../lib/log.ts';
import { poll } from '../lib/retry.ts';
import { projectRoot } from '../lib/root.ts';
import { openRack } from './apps/rack.ts';
import { makeClients } from './aws/clients.ts';
import { Stacks } from './aws/cloudformation.ts';
import { Cluster } from './aws/ecs.ts';
import { StreamReader } from './aws/kinesis.ts';
import { type Config, dataPaths, readConfig } from './config.ts';
import { openDeployer, rackOutputs } from './deploy/open.ts';
import { Repositories } from './git/repositories.ts';
import { HttpServer } from './http/server.ts';
import { openLogs } from './logs/hub.ts';
import { hostKeys } from './ssh/host-keys.ts';
import { SshServer } from './ssh/server.ts';
import { openStore } from './store/store.ts';

/** Milliseconds that the rack's stack may take to be there when the server starts with it. */
const RACK_TIMEOUT = 60_000;

const log = stderrLog('server');
process.on('unhandledRejection', (error) => log.error('a promise that nobody waited for', error));

start(readConfig(process.env), log).then(untilTerminated, fail);

// Private

/** Puts the rooms together and opens the doors; answers what closes everything again, in reverse order. */
async function start(config: Config, log: Log): Promise<() => Promise<void>> {
  const paths = dataPaths(config.data);
  const store = openStore(paths.database, paths.secretKey);
  const clients = makeClients();
  const stacks = new Stacks(clients.cloudFormation);
  const outputs = await outputsOf(stacks, config.rack);
  const reader = new StreamReader(clients.kinesis, outputs.LogStream!);
  const cluster = new Cluster(clients.ecs, { rack: config.rack, cluster: outputs.Cluster! });
  const endedTasks = cluster.endedTasks.bind(cluster);
  const logs = openLogs({ path: paths.logs, reader, endedTasks, log });
  const deploys = await openDeployer({ config, clients, store, logs, log });
  const repositories = new Repositories(paths.repositories);
  const urlOf = (app: string) => urlOfApp(app, outputs);
  const rack = openRack({ name: config.rack, store, repositories, deploys, cluster, logs, log, urlOf });
  if (config.adminKey) rack.keys.seedAdmin(config.adminKey);

  const keys = await hostKeys(paths.hostKeys);
  const ssh = new SshServer({ ...config.ssh, hostKeys: keys, rack, log });
  const http = new HttpServer({ ...config.http, rack: config.rack, version: version() });

  await logs.start();
  for (const { name } of store.apps.list()) await repositories.removeQuarantines(name);
  for (const app of store.interrupted)
    rack.queue.run(app, () => deploys.recover(app)).catch((error) => log.error(`${app} after the restart`, error));
  await ssh.start();
  await http.start();
  log.info(`ready: ssh on ${config.ssh.host}:${config.ssh.port}, http on ${config.http.host}:${config.http.port}`);

  return async () => {
    await http.stop();
    await ssh.stop();
    await logs.stop();
    clients.destroy();
    store.close();
  };
}

/** The server may start while its rack's stack is not complete yet. */
function outputsOf(stacks: Stacks, rack: string): Promise<Record<string, string>> {
  const until = Date.now() + RACK_TIMEOUT;
  return poll(async () => {
    try {
      return await rackOutputs(stacks, rack);
    } catch (error) {
      if (Date.now() > until || !(error instanceof Failure)) throw error;
      return undefined;
    }
  });
}

function urlOfApp(app: string, { Domain, HttpPort }: Record<string, string>): string {
  return `http://${app}.${Domain}${HttpPort === '80' ? '' : `:${HttpPort}`}`;
}

function version(): string {
  return JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).version;
}

/** The first signal closes everything, a second one does not wait for that. */
function untilTerminated(stop: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      log.info(`${signal}: stopping`);
      process.once(signal, () => process.exit(1));
      stop().then(() => process.exit(0), fail);
    });
}

function fail(error: unknown): void {
  const sentence = error instanceof Failure ? `${error.message} ${error.hint ?? ''}`.trim() : 'could not go on';
  log.error(sentence, error instanceof Failure ? error.cause : error);
  process.exit(1);
}
