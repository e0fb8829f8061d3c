import { join } from 'node:path';
import type { Config } from '../../../../local/config.ts';
import { createDispatch } from '../../../../local/endpoint/dispatch.ts';
import { openFront } from '../../../../local/endpoint/front.ts';
import { createRegistry } from '../../../../local/endpoint/registry.ts';
import type { CallAws, Service } from '../../../../local/endpoint/service.ts';
import { type Database, openDatabase } from '../../../../local/store/database.ts';

export const REGION = 'eu-west-1';
const KEYS = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };

/** Makes a service with what the endpoint gives to each. */
type Create = (deps: { config: Config; database: Database; callAws: CallAws }) => Service;

/** Serves some services of local/ in this process, on a port of their own, as stock clients see them. */
export async function serve(place: { rack: string; home: string }, creators: Create[]) {
  const config = { ...place, region: REGION, account: '000000000000' } as Config;
  const log = { info: () => {}, error: (message: string, cause?: unknown) => console.error(message, cause) };
  const registry = createRegistry();
  const database = openDatabase(join(place.home, 'local.db'));
  for (const create of creators) registry.add(create({ config, database, callAws: registry.callAws }));
  const front = await openFront(0, createDispatch({ registry, credentials: { ...KEYS, region: REGION }, log }));
  return {
    config,
    callAws: registry.callAws,
    /** What a client of the SDK needs to know. */
    client: { endpoint: `http://127.0.0.1:${front.port}`, region: REGION, credentials: KEYS, maxAttempts: 1 },
    async close(): Promise<void> {
      await front.close();
      database.close();
    },
  };
}
