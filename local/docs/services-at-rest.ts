import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { createDispatch, type Dispatch } from '../endpoint/dispatch.ts';
import { createRegistry } from '../endpoint/registry.ts';
import type { Service } from '../endpoint/service.ts';
import { createServices } from '../services.ts';
import { openDatabase } from '../store/database.ts';
import { Sessions } from '../sts/sessions.ts';

/** All services as the endpoint wires them, none of them started: they know their operations and have no state. */
export interface ServicesAtRest {
  services: Service[];
  dispatch: Dispatch;
  config: Config;
  close(): Promise<void>;
}

/** In a folder of their own, which goes with them. */
export function servicesAtRest(): ServicesAtRest {
  const config = { ...PLACE, home: mkdtempSync(join(tmpdir(), 'rack-services-')) };
  const registry = createRegistry();
  const { callAws } = registry;
  const database = openDatabase(join(config.home, 'local.db'));
  const sessions = new Sessions(config.home);
  const log = { info: () => {}, error: () => {} };
  const services = createServices({ config, database, log, sessions, endpointUrl: '', callAws, callAs: () => callAws });
  for (const service of services) registry.add(service);
  const dispatch = createDispatch({ registry, credentials: config, log });
  const close = async () => {
    for (const service of services.reverse()) await service.stop?.();
    database.close();
    rmSync(config.home, { recursive: true });
  };
  return { services, dispatch, config, close };
}

// Private

const PLACE = {
  rack: 'docs',
  port: 0,
  registryPort: 0,
  region: 'us-east-1',
  account: '000000000000',
  accessKeyId: 'docs',
  secretAccessKey: 'docs',
  baseImage: '',
};
