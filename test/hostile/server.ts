/** The server under siege: a rack as tests make it, both doors open, in a process of its own; its parent asks it for facts. */
import type { Test } from 'tap';
import { parsePublicKey } from '../../server/model/public-key.ts';
import { TestRack } from '../integration/server/rack.ts';

/** What the server tells its parent first. */
export interface Started {
  sshPort: number;
  httpPort: number;
  folder: string;
  tokens: Record<'admin' | 'eve' | 'rita', string>;
}

/** What it tells whenever it is asked: bytes in use after a collection of garbage, and what went wrong inside. */
export interface Facts {
  heapUsed: number;
  rss: number;
  troubles: string[];
}

const troubles: string[] = [];
process.on('unhandledRejection', (error) =>
  troubles.push(`a promise that nobody waited for: ${(error as Error)?.stack}`),
);

const PATIENCE = { headers: 5_000, body: 3_000, reader: 5_000, keepAlive: 5_000, stop: 2_000 };

const rack = await TestRack.start(
  { teardown: () => {} } as unknown as Test,
  { patience: PATIENCE },
  { handshake: 8_000, login: 8_000, goodbye: 500 },
);

/** eve may touch the app hello, rita may only read it. */
await person('eve', 'deploy');
await person('rita', 'read');
const started: Started = {
  sshPort: rack.port,
  httpPort: rack.httpPort,
  folder: rack.folder,
  tokens: { admin: rack.token('admin'), eve: rack.token('eve'), rita: rack.token('rita') },
};
process.send?.(started);

process.on('message', () => {
  (globalThis as { gc?: () => void }).gc?.();
  const lines = rack.said.splice(0).filter((line) => !isUsual(line));
  const { heapUsed, rss } = process.memoryUsage();
  process.send?.({ heapUsed, rss, troubles: [...troubles.splice(0), ...lines] } satisfies Facts);
});
process.on('disconnect', () => void rack.stop().then(() => process.exit(0)));

/** What the log may say of clients like these, as long as it is text and nothing else. */
function isUsual(line: string): boolean {
  return /^(login refused from|git for hello ended with exit code) [^\p{Cc}]*$/u.test(line);
}

async function person(name: string, role: 'deploy' | 'read'): Promise<void> {
  const key = parsePublicKey(await rack.makeKey(name));
  rack.store.developers.create({ name, role, apps: ['hello'] });
  rack.store.keys.add({ developer: name, ...key });
}
