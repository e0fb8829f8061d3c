import { Failure, isAbort } from '../lib/failure.ts';
import { poll } from '../lib/retry.ts';
import { run } from '../lib/run.ts';
import { BASE_IMAGE, type Config } from './config.ts';
import type { Engine } from './engine.ts';
import { RackImage } from './image/build.ts';
import type { Values } from './install/parameters.ts';
import { publishRackImage } from './install/publish.ts';
import { explained } from './install/refusal.ts';
import type { Passed } from './programs.ts';
import type { RackStack } from './rack-stack.ts';

/** Milliseconds in which the doors of a rack must open whose stack is whole. */
const OPEN_WITHIN = 2 * 60_000;

/** The rack's image, built from this version and pushed into the rack's own registry; its name by digest. */
export async function ensureImage(
  stack: RackStack,
  job: { config: Config; engine: Engine; say: (line: string) => void },
): Promise<string> {
  const { config, engine, say } = job;
  return explained(async () => {
    const repositoryUri = await stack.ensureRegistry();
    const labels = { 'io.rack.rack': config.rack };
    const { signal } = new AbortController();
    const rest = { engine, stack: config.stack, labels, say, signal, ecr: stack.clients.ecr, repositoryUri };
    return publishRackImage(new RackImage(), rest);
  });
}

/** The parameters of a rack whose server and agent are containers of this machine: those of an account, with doors on loopback. */
export function containerValues(
  { domain, ports, stack }: Config,
  passed: Passed,
  more: { Image: string; AdminKey: string; DockerRoot: string },
): Values {
  return {
    ...more,
    HealthTimeout: passed.RACK_HEALTH_TIMEOUT ?? '60',
    PushLimit: passed.RACK_PUSH_LIMIT ?? '2048',
    Builds: passed.RACK_BUILDS ?? '0',
    BuildTimeout: passed.RACK_BUILD_TIMEOUT ?? '1800',
    BuildContext: passed.RACK_BUILD_CONTEXT ?? '1024',
    BuildMemory: passed.RACK_BUILD_MEMORY ?? '0',
    Development: 'No',
    Domain: domain,
    HttpPort: `${ports.router}`,
    SshPort: `${ports.ssh}`,
    Internal: 'Yes',
    HttpAccess: '127.0.0.0/8',
    SshAccess: '127.0.0.0/8',
    BuildStack: stack,
    BaseImage: BASE_IMAGE,
    MinInstances: '1',
    MaxInstances: '2',
    Backups: 'No',
  };
}

/** The public host keys that the server shows, once its SSH door is open; lines of `<type> <key>`. */
export async function shownHostKeys({ ports }: Config): Promise<string[]> {
  const look = async () => {
    const argv = ['ssh-keyscan', '-T', '5', '-p', `${ports.ssh}`, '127.0.0.1'];
    const { stdout } = await run(argv, { ok: [0, 1] });
    const keys = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return keys.length > 0 ? keys.map((line) => line.split(' ').slice(1).join(' ')) : undefined;
  };
  const pace = { first: 200, factor: 1.2, most: 1000 };
  try {
    return await poll(look, { pace, signal: AbortSignal.timeout(OPEN_WITHIN) });
  } catch (cause) {
    if (!isAbort(cause)) throw cause;
    const sentence = `The rack's SSH port ${ports.ssh} did not open within ${OPEN_WITHIN / 1000} seconds.`;
    throw new Failure('door_closed', sentence, {
      hint: 'See what its server says: docker logs of its container.',
      cause,
    });
  }
}
