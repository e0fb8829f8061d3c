import { Failure, messageOf } from '../lib/failure.ts';
import { stderrLog } from '../lib/log.ts';
import { type Config, RACK_LABEL, readConfig } from './config.ts';
import { openEngine } from './docker/engine.ts';
import { ensureNetwork, gatewayOf, networkName } from './docker/network.ts';
import { createDispatch, type Dispatch } from './endpoint/dispatch.ts';
import { type Front, openFront } from './endpoint/front.ts';
import { createGate } from './endpoint/gate.ts';
import { createRegistry } from './endpoint/registry.ts';
import { whenAvailable } from './endpoint/when-available.ts';
import { callAsRole, createAuthorizer } from './iam/authorization/authorizer.ts';
import { createServices } from './services.ts';
import { openState } from './store/state.ts';
import { Sessions } from './sts/sessions.ts';

const log = stderrLog('local');

/** Wires all services, starts them in the order in which they use each other, and stops them in reverse on SIGTERM. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const gate = createGate();
  // The port comes first: it is the lock that keeps a second endpoint away from this one's files and containers.
  let dispatch!: Dispatch;
  const front = await openFront(
    config.port,
    gate.behind((request) => dispatch(request)),
  );
  const { database, sync } = openState(config.home, log);
  const registry = createRegistry((work) => database.atomically(work));
  const authorize = createAuthorizer({ callAws: registry.callAws, config });
  const { callAws } = registry;
  const callAs = callAsRole(authorize, callAws);
  const sessions = new Sessions(config.home);
  const credentials = { ...config, openSession: sessions.open.bind(sessions) };
  dispatch = createDispatch({ registry, credentials, authorize, settled: () => database.settled(), log });
  const onLack = (lack: string) => log.error(`${lack} It is waited for.`);
  const endpointUrl = await whenAvailable(() => openToContainers(front, config), { onLack });
  const services = createServices({ config, database, log, sessions, endpointUrl, callAws, callAs });
  for (const service of services) registry.add(service);
  for (const service of services) await service.start?.();
  gate.open();
  log.info(`ready on http://127.0.0.1:${front.port} for rack ${config.rack}`);

  await stopSignal();
  log.info('stopping');
  await front.close();
  for (const service of services.reverse()) await service.stop?.();
  await sync.stop();
  database.close();
}

// Private

/** Listens where the rack's containers reach this machine; the endpoint's URL there. */
async function openToContainers(front: Front, { rack, port }: Config): Promise<string> {
  const engine = openEngine();
  await ensureNetwork(engine, networkName(rack), { [RACK_LABEL]: rack });
  const gateway = await gatewayOf(engine, networkName(rack));
  await front.openTo(gateway);
  return `http://${gateway}:${port}`;
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
}

main().then(
  () => process.exit(0),
  (error) => {
    if (error instanceof Failure) {
      log.error(error.message);
      if (error.hint) log.error(error.hint);
    } else log.error(`could not go on: ${messageOf(error)}`, error);
    process.exit(1);
  },
);

process.on('unhandledRejection', (error) => log.error('work in the background failed', error));
