import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../../lib/log.ts';
import type { Config } from '../../../local/config.ts';

/** The configuration of an endpoint whose state is in a new folder of its own. */
export function newPlace(): Config {
  return {
    rack: 'test',
    home: mkdtempSync(join(tmpdir(), 'rack-local-')),
    port: 0,
    registryPort: 0,
    region: 'eu-central-1',
    account: '123456789012',
    accessKeyId: 'AKIATEST',
    secretAccessKey: 'secret/with+signs',
    baseImage: '',
  };
}

/** A log on which an error is a failure of the test. */
export const strictLog: Log = {
  info: () => {},
  error: (message, cause) => {
    throw new Error(message, { cause });
  },
};
