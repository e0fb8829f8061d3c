import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Service } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { openVault } from '../store/vault.ts';
import { coverage } from './coverage.ts';
import { lifecycleOperations } from './lifecycle.ts';
import { Secrets } from './secrets.ts';
import { valueOperations } from './values.ts';
import { holdsValues, Versions } from './versions.ts';

/** Secrets Manager: versioned secrets with staging labels, encrypted at rest with a key in a file beside the database. */
export function createSecretsManager({ config, database }: { config: Config; database: Database }): Service {
  const secrets = new Secrets(database);
  const versions = new Versions(database, openVault(join(config.home, 'secrets.key'), holdsValues(database)));
  return {
    signingName: 'secretsmanager',
    protocol: 'json',
    version: '2017-10-17',
    target: 'secretsmanager',
    coverage,
    operations: {
      ...lifecycleOperations(secrets, versions, config),
      ...valueOperations(secrets, versions),
    },
  };
}
