import type { Config } from './config.ts';
import { endpointUrl } from './endpoint.ts';
import type { Home } from './home.ts';
import type { ProcessStatus } from './processes.ts';
import { sshPaths } from './ssh.ts';

/** What `rack status --json` prints. Scripts read it: names and shapes stay. */
export interface Status {
  rack: string;
  home: string;
  ssh: { host: string; port: number; config: string };
  /** The remote of an app, with `<app>` for its name. */
  git: string;
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
    api: `http://127.0.0.1:${ports.http}`,
    aws: { endpoint: endpointUrl(config), region, accessKeyId, secretAccessKey },
    router: { http: ports.router, domain },
    processes,
  };
}
