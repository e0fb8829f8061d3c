import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../lib/failure.ts';
import { type Log, stderrLog } from '../lib/log.ts';
import { projectRoot } from '../lib/root.ts';
import { openRack } from './apps/rack.ts';
import { Agents } from './attach/agents.ts';
import { makeClients } from './aws/clients.ts';
import { Cluster } from './aws/ecs.ts';
import { StreamReader } from './aws/kinesis.ts';
import { type Config, dataPaths, ownHosts, readConfig, urlsOf } from './config.ts';
import { openDeployer } from './deploy/open.ts';
import { Repositories } from './git/repositories.ts';
import { HttpServer } from './http/server.ts';
import { BuildLogs } from './logs/build-logs.ts';
import { openLogs } from './logs/hub.ts';
import { hostKeys } from './ssh/host-keys.ts';
import { SshServer } from './ssh/server.ts';
import { openSeal, sealOf } from './store/seal.ts';
import { openStore } from './store/store.ts';

const log = stderrLog('server');
process.on('unhandledRejection', (error) => log.error('a promise that nobody waited for', error));

configured()
  .then((config) => start(config, log))
  .then(untilTerminated, fail);

// Private

async function configured(): Promise<Config> {
  return readConfig(process.env);
}

/** Puts the rooms together and opens the doors; answers what closes everything again, in reverse order. */
async function start(config: Config, log: Log): Promise<() => Promise<void>> {
  const paths = dataPaths(config.data);
  const seal = config.secretKey ? sealOf(config.secretKey) : openSeal(paths.secretKey);
  const store = openStore(paths.database, seal);
  const clients = makeClients();
  const reader = new StreamReader(clients.kinesis, config.logStream);
  const cluster = new Cluster(clients.ecs, config);
  const endedTasks = cluster.endedTasks.bind(cluster);
  const logs = openLogs({ path: paths.logs, reader, endedTasks, log });
  const buildLogs = new BuildLogs({ folder: paths.buildLogs, log });
  const deploys = openDeployer({ config, clients, store, seal, logs, buildLogs, log });
  const agents = new Agents({ secret: config.agentSecret, log });
  const repositories = new Repositories(paths.repositories);
  const urls = urlsOf(config.router);
  const pushLimits = { bytes: config.pushLimit };
  const submodules = { own: ownHosts(config) };
  const more = { logs, buildLogs, log, urls, pushLimits, submodules };
  const rack = openRack({ name: config.rack, store, repositories, deploys, cluster, agents, ...more });
  if (config.adminKey) rack.keys.seedAdmin(config.adminKey);

  const keys = await hostKeys(paths.hostKeys);
  const ssh = new SshServer({ ...config.ssh, hostKeys: keys, rack, log });
  const http = new HttpServer({ ...config.http, rack, version: version(), log });

  await logs.start();
  for (const { name } of store.apps.list()) {
    await repositories.removeQuarantines(name);
    const resume = async () => {
      if (store.interrupted.includes(name)) await deploys.recover(name);
      await deploys.moveToRack(name);
    };
    rack.queue.run(name, resume).catch((error) => log.error(`${name} after the restart`, error));
  }
  // Before the doors open: what is started afterwards is attended.
  await rack.attachments
    .stopLeftovers()
    .catch((error) => log.error('commands of before the restart could not be ended', error));
  await ssh.start();
  await http.start();
  log.info(`ready: ssh on ${config.ssh.host}:${config.ssh.port}, http on ${config.http.host}:${config.http.port}`);

  return async () => {
    // What runs in containers for clients ends before the agents' connections do.
    await ssh.stop();
    await http.stop();
    deploys.close();
    await logs.stop();
    rack.logins.flush();
    clients.destroy();
    store.close();
  };
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
