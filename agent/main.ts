import { join } from 'node:path';
import { stderrLog } from '../lib/log.ts';
import { readConfig } from './config.ts';
import { Engine } from './docker/engine.ts';
import { Followed } from './followed.ts';
import { serveHealth } from './health.ts';
import { KinesisStream } from './kinesis.ts';
import { Positions } from './positions.ts';
import { Shipper } from './ship/shipper.ts';
import { Watch } from './watch.ts';

/** How long a stopping agent tries to ship what it has read; the rest is read again by the next one. */
const LAST_SHIPPING_MS = 5000;

const log = stderrLog('agent');
const config = readConfig(process.env);
const positions = await Positions.open(join(config.home, 'positions'));
const stream = new KinesisStream(config.stream);
const shipper = new Shipper(stream, log);
const engine = new Engine(config.rack);
const reading = new AbortController();
const shipping = new AbortController();
const parts = { engine, positions, shipper, log, signal: reading.signal };
const watch = new Watch(engine, (id) => new Followed(id, parts), log);
const health = () => ({ status: 'ok', rack: config.rack, cluster: config.cluster, containers: watch.size });
if (config.httpPort) await serveHealth(config.httpPort, health);

const watched = watch.run(positions.containers(), reading.signal);
void shipper.run(shipping.signal);
log.info(`ready: containers of rack ${config.rack} are logged to ${config.stream}`);

process.once('SIGTERM', stop);
process.once('SIGINT', stop);

async function stop(): Promise<void> {
  log.info('stopping');
  reading.abort();
  await watched;
  await shipper.shipped(AbortSignal.timeout(LAST_SHIPPING_MS));
  shipping.abort();
  await positions.flush();
  process.exit(0);
}
