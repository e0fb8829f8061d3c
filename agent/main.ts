import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { Failure, messageOf } from '../lib/failure.ts';
import { stderrLog } from '../lib/log.ts';
import { Attach } from './attach/attach.ts';
import { type Config, readConfig } from './config.ts';
import { Engine } from './docker/engine.ts';
import { EngineSocket } from './docker/engine-socket.ts';
import { RunningContainers } from './docker/running.ts';
import { HeldFiles } from './files/held.ts';
import { Followed } from './followed.ts';
import { serveHealth } from './health.ts';
import { KinesisStream } from './kinesis.ts';
import { writeTally } from './metrics.ts';
import { Positions } from './positions.ts';
import { Shipper } from './ship/shipper.ts';
import { tellStats } from './stats/stats.ts';
import { newTally } from './tally.ts';
import { Watch } from './watch.ts';

/** How long a stopping agent tries to ship what it has read; the rest is read again by the next one. */
const LAST_SHIPPING_MS = 5000;

const log = stderrLog('agent');
process.on('unhandledRejection', (error) => log.error('a promise that nobody waited for', error));

start(readConfigOrExit()).then(untilTerminated, (error) => exit(messageOf(error)));

// Private

/** Puts the parts together and begins; answers what ends it: nothing is read any more, what was read is shipped. */
async function start(config: Config): Promise<() => Promise<void>> {
  const reading = new AbortController();
  const shipping = new AbortController();
  // Every container listens.
  setMaxListeners(0, reading.signal);
  const tally = newTally();
  const positions = await Positions.open(join(config.home, 'positions'), log, tally);
  const stream = new KinesisStream(config.stream);
  const shipper = new Shipper(stream, log, tally);
  const held = new HeldFiles();
  const socket = new EngineSocket(process.env);
  const engine = new Engine(config.rack, socket);
  const parts = { engine, positions, shipper, tally, held, log, signal: reading.signal };
  const watch = new Watch(engine, (id) => new Followed(id, parts), log);
  const health = () => ({
    status: watch.isFollowing ? 'ok' : 'engine_away',
    rack: config.rack,
    cluster: config.cluster,
    containers: watch.size,
  });
  const metrics = async () => writeTally(tally, { watch, shipper, held, unread: await watch.unread() });
  if (config.httpPort) await serveHealth(config.httpPort, { health, metrics });

  const containers = new RunningContainers(config.rack, socket);
  const attach = config.server && new Attach(config.server, containers, log);
  const attached = attach?.run(reading.signal);
  const told = tellStats({ containers, stream, log, home: config.home }, reading.signal);
  const watched = watch.run(positions.containers(), reading.signal);
  void shipper.run(shipping.signal);
  log.info(`ready: the containers of rack ${config.rack} are logged to ${config.stream}`);

  return async () => {
    reading.abort();
    await Promise.all([watched, attached, told]);
    await shipper.shipped(AbortSignal.timeout(LAST_SHIPPING_MS));
    shipping.abort();
    await positions.flush();
  };
}

function untilTerminated(stop: () => Promise<void>): void {
  const end = async () => {
    log.info('stopping');
    await stop();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end);
}

function readConfigOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    return exit(error instanceof Failure && error.hint ? `${error.message} ${error.hint}` : messageOf(error));
  }
}

function exit(message: string): never {
  log.error(message);
  process.exit(1);
}
