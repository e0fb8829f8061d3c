import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../lib/failure.ts';
import { FairQueue } from '../lib/fair-queue.ts';
import { type Log, stderrLog } from '../lib/log.ts';
import { projectRoot } from '../lib/root.ts';
import type { Disk } from './apps/alerts/disks.ts';
import { Events } from './apps/events.ts';
import { openRack } from './apps/rack.ts';
import { TaskWatch } from './apps/task-watch.ts';
import { receiverAddress } from './apps/webhooks/address.ts';
import { Agents } from './attach/agents.ts';
import { Acm } from './aws/acm.ts';
import { type Clients, makeClients } from './aws/clients.ts';
import { CloudWatch } from './aws/cloudwatch.ts';
import { Cluster } from './aws/ecs.ts';
import { StreamReader } from './aws/kinesis.ts';
import { Balancer } from './aws/load-balancing.ts';
import { Machines } from './aws/machines.ts';
import { type Config, dataPaths, ownHosts, readConfig, urlsOf } from './config.ts';
import { openDeployer, stacksOf } from './deploy/open.ts';
import { Repositories } from './git/repositories.ts';
import { HttpServer } from './http/server.ts';
import { BuildLogs } from './logs/build-logs.ts';
import { type Hub, openLogs } from './logs/hub.ts';
import { keptLog } from './logs/kept-log.ts';
import { RACK_LOG } from './logs/logs.ts';
import type { LatestMachine } from './metrics/latest.ts';
import { openMetrics } from './metrics/metrics.ts';
import { Requests } from './metrics/requests.ts';
import { servingProcesses } from './model/release.ts';
import { openProvisioner } from './resources/open.ts';
import { hostKeys } from './ssh/host-keys.ts';
import { SshServer } from './ssh/server.ts';
import { openSeal, sealOf } from './store/seal.ts';
import { openStore, type Store } from './store/store.ts';

/** Apps that are looked at at the same time after a start, whether the rack's listener and domain are theirs. */
const MOVES_AT_ONCE = 4;

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
async function start(config: Config, stderr: Log): Promise<() => Promise<void>> {
  const log = keptLog(stderr, (line) => logs.write(RACK_LOG, 'server', line));
  const paths = dataPaths(config.data);
  const seal = config.secretKey ? sealOf(config.secretKey) : openSeal(paths.secretKey);
  const store = openStore(paths.database, seal);
  const clients = makeClients();
  const reader = new StreamReader(clients.kinesis, config.logStream);
  const cluster = new Cluster(clients.ecs, config);
  const endedTasks = cluster.endedTasks.bind(cluster);
  // What it tells is kept in a log that is opened below.
  const events = new Events({ store, tell: (line) => logs.write(RACK_LOG, 'events', line) });
  const watch = new TaskWatch({ cluster, store, announce: events.emit, log });
  const onRecord = (data: Uint8Array) => metrics.take(data);
  const logs: Hub = openLogs({ path: paths.logs, reader, endedTasks, onTask: watch.take, onRecord, log });
  const copyNumber = logs.copyNumber.bind(logs);
  const metrics = openMetrics({ path: paths.metrics, copyNumber, log });
  const buildLogs = new BuildLogs({ folder: paths.buildLogs, log });
  const provisioner = openProvisioner(config, clients);
  const buildQueue = new FairQueue(config.builds.atOnce);
  const stacks = stacksOf(config, clients);
  const deploys = openDeployer({
    config,
    clients,
    stacks,
    store,
    seal,
    logs,
    buildLogs,
    buildQueue,
    announce: events.emit,
    log,
  });
  const agents = new Agents({ secret: config.agentSecret, log });
  const repositories = new Repositories(paths.repositories);
  const urls = urlsOf(config.router);
  const pushLimits = { bytes: config.pushLimit };
  const submodules = { own: ownHosts(config) };
  const region = await clients.ecs.config.region();
  const platform = {
    version: version(),
    region,
    domain: config.router.domain,
    address: config.http.address,
    stacks,
    acm: new Acm(clients.certificates),
    https: httpsOf(config.router, new Balancer(clients.loadBalancing)),
    machines: new Machines({ ...clients, cluster: config.cluster }),
    requests: requestsOf(config, clients, { cluster, store }),
    receiverAddress: receiverAddress(config.webhookNetworks),
    vitals: {
      folder: config.data,
      lag: () => logs.lag,
      builds: () => buildQueue.load,
      disks: () => metrics.latest.machines().flatMap(diskOf),
    },
  };
  const more = { logs, metrics, buildLogs, objects: paths.objects, log, urls, pushLimits, submodules };
  const rack = openRack({
    name: config.rack,
    store,
    repositories,
    deploys,
    cluster,
    agents,
    provisioner,
    platform,
    events,
    ...more,
  });
  if (config.adminKey) rack.keys.seedAdmin(config.adminKey);

  const keys = await hostKeys(paths.hostKeys);
  const ssh = new SshServer({ ...config.ssh, hostKeys: keys, rack, log });
  const http = new HttpServer({ ...config.http, rack, version: version(), log });

  const stopping = new AbortController();
  store.versions.note(version());
  await logs.start();
  metrics.start();
  // CloudFormation lets an account ask only so often, and who comes in now has questions too.
  const moves = new FairQueue(MOVES_AT_ONCE);
  for (const { name } of store.apps.list()) {
    await repositories.removeQuarantines(name);
    const resume = async () => {
      if (store.interrupted.includes(name)) await deploys.recover(name);
      await moves.run(name, () => deploys.moveToRack(name));
    };
    rack.queue.run(name, resume).catch((error) => log.error(`${name} after the restart`, error));
  }
  // Before the doors open: what is started afterwards is attended.
  await rack.attachments
    .stopLeftovers()
    .catch((error) => log.error('commands of before the restart could not be ended', error));
  await ssh.start();
  await http.start();
  rack.instances.resume(stopping.signal);
  rack.deliverer.start();
  rack.drainer.start();
  void rack.rounds.run(stopping.signal);
  void rack.alertRounds.run(stopping.signal);
  log.info(`ready: ssh on ${config.ssh.host}:${config.ssh.port}, http on ${config.http.host}:${config.http.port}`);

  return async () => {
    stopping.abort();
    rack.deliverer.stop();
    await rack.drainer.stop();
    // What runs in containers for clients ends before the agents' connections do.
    await ssh.stop();
    await http.stop();
    await rack.background.stop(stopped());
    deploys.close();
    await logs.stop();
    await metrics.stop();
    rack.logins.flush();
    clients.destroy();
    store.close();
  };
}

/** How full a machine's disk is, where its agent can see that. */
function diskOf({ instance, stats: { disk, diskTotal } }: LatestMachine): Disk[] {
  return disk === undefined || diskTotal === undefined ? [] : [{ of: instance, used: disk, total: diskTotal }];
}

/** What the listener presents is asked for each time: an update of the rack may give it another one. */
function httpsOf(
  { scheme, listener }: Config['router'],
  balancer: Balancer,
): { certificate(): Promise<string | undefined> } {
  return { certificate: async () => (scheme === 'https' ? balancer.certificate(listener) : undefined) };
}

/** An app's requests come to the target groups that its release has. */
function requestsOf(
  { router }: Config,
  { cloudWatch }: Clients,
  { cluster, store }: { cluster: Cluster; store: Store },
): Requests {
  const targetGroups = async (app: string) => {
    const live = store.releases.live(app);
    const services = live ? await cluster.services(app, servingProcesses(live)) : new Map();
    return [...services.values()].flatMap(({ targetGroup }) => targetGroup ?? []);
  };
  return new Requests({ cloudWatch: new CloudWatch(cloudWatch), listener: router.listener, targetGroups });
}

function stopped(): Failure {
  return new Failure('server_stopping', 'The rack was restarted.', { hint: 'Try again in a moment.' });
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
