import type { Config } from './config.ts';
import { endpointUrl } from './endpoint.ts';
import type { Home } from './home.ts';
import type { Processes, ProcessStatus } from './processes.ts';
import { PROGRAM_NAMES } from './programs.ts';
import { sshPaths } from './ssh.ts';
import { doorUrl } from './tls.ts';

/** What `rack status --json` prints. Scripts read it: names and shapes stay. */
export interface Status {
  rack: string;
  home: string;
  ssh: { host: string; port: number; config: string };
  /** The remote of an app, with `<app>` for its name. */
  git: string;
  /** The same over HTTP, for who has a token instead of a key. */
  gitHttp: string;
  api: string;
  aws: { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string };
  router: { http: number; domain: string };
  processes: ProcessStatus[];
}

/** All that is known of a rack without asking its processes. */
export function statusOf(home: Home, config: Config, processes: ProcessStatus[]): Status {
  const { rack, ports, region, accessKeyId, secretAccessKey, domain } = config;
  return {
    rack,
    home: home.path,
    ssh: { host: '127.0.0.1', port: ports.ssh, config: sshPaths(home).config },
    git: 'rack:<app>',
    gitHttp: `${doorUrl(config)}/<app>`,
    api: doorUrl(config),
    aws: { endpoint: endpointUrl(config), region, accessKeyId, secretAccessKey },
    router: { http: ports.router, domain },
    processes,
  };
}

/** The programs of a rack of containers that are tasks of its own services, as in an AWS account. */
const CONTAINED = ['server', 'agent'];

/** The states of the rack's programs: processes of this machine, or containers. */
export async function programStates(config: Config, processes: Processes): Promise<ProcessStatus[]> {
  if (!config.containers) return PROGRAM_NAMES.map((name) => processes.status(name));
  // Loaded only where it is needed: `rack status` is asked often, and shall be quick.
  const [{ containerStatus }, { openEngine }] = await Promise.all([import('./contained.ts'), import('./engine.ts')]);
  const engine = openEngine();
  const look = (name: string) =>
    CONTAINED.includes(name) ? containerStatus(engine, config.rack, name) : processes.status(name);
  return Promise.all(PROGRAM_NAMES.map(look));
}
