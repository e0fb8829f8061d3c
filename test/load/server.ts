/**
 * The server under load: a rack as tests make it, both doors open, in a process of its own. Its parent is told where it is,
 * and how it is whenever it asks. One argument: for how long clients are waited for, as JSON; as users have it without.
 */
import type { Patience as HttpPatience } from '../../server/http/server.ts';
import type { Patience as SshPatience } from '../../server/ssh/transport.ts';
import { TestRack } from '../integration/server/rack.ts';

/** What the server tells its parent first. */
export interface Started {
  sshPort: number;
  httpPort: number;
  folder: string;
  /** The client's program for the admin. */
  ssh: string;
  token: string;
}

/** For how long it waits for clients, in milliseconds; what is not named, as users have it. */
export interface Patience {
  http?: Partial<HttpPatience>;
  ssh?: SshPatience;
  /** For the bytes of a push. */
  push?: number;
}

/** What it tells whenever it is asked. */
export interface Facts {
  sessions: number;
  /** What keeps the process awake (timers, sockets, pipes, processes), by kind. */
  resources: Record<string, number>;
  /** What went wrong inside. */
  troubles: string[];
}

const { http, ssh, push }: Patience = JSON.parse(process.argv[2] as string);
/** Bytes of a push: more than any of these clients has. */
const MOST = 2 ** 32;

const troubles: string[] = [];
process.on('unhandledRejection', (error) => troubles.push(`a promise that nobody waited for: ${error}`));

const cleanUps: (() => unknown)[] = [];
const cleaner = { teardown: (clean: () => unknown) => void cleanUps.push(clean) };
const limits = {
  ...(http && { patience: http }),
  pushLimits: push === undefined ? undefined : { bytes: MOST, stall: push },
};
const rack = await TestRack.start(cleaner, limits, ssh);
const { port: sshPort, httpPort, folder } = rack;
const started: Started = {
  sshPort,
  httpPort,
  folder,
  ssh: rack.sshEnv().GIT_SSH_COMMAND as string,
  token: rack.token(),
};
process.send?.(started);

process.on('message', () => {
  (globalThis as { gc?: () => void }).gc?.();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  const errors = rack.said.splice(0).filter((line) => !/^git for [\w-]+ ended with exit code/.test(line));
  process.send?.({
    sessions: rack.rack.sessions.count,
    resources,
    troubles: [...troubles.splice(0), ...errors],
  } satisfies Facts);
});
process.on('disconnect', async () => {
  for (const clean of cleanUps) await clean();
  process.exit(0);
});
