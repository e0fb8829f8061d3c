import type { Log } from '../../lib/log.ts';
import { KeyedQueue } from '../../lib/queue.ts';
import type { Agents } from '../attach/agents.ts';
import type { Repositories } from '../git/repositories.ts';
import type { OwnHosts } from '../git/submodules/address.ts';
import type { Resolve } from '../git/submodules/public-address.ts';
import { Remotes } from '../git/submodules/remotes.ts';
import { Submodules } from '../git/submodules/submodules.ts';
import type { BuildLogs } from '../logs/build-logs.ts';
import type { Logs } from '../logs/logs.ts';
import type { Urls } from '../model/address.ts';
import type { Store } from '../store/store.ts';
import { AgentAttachments, type AttachmentsOptions } from './agent-attachments.ts';
import { Apps } from './apps.ts';
import { AuditLog } from './audit.ts';
import { AppBuilds } from './builds.ts';
import { Deployments } from './deployments.ts';
import type { Deploys } from './deploys.ts';
import { Developers } from './developers.ts';
import { Environment } from './environment.ts';
import { Keys } from './keys.ts';
import { Logins } from './logins.ts';
import { AppLogs } from './logs.ts';
import { Previews } from './previews.ts';
import { Processes, type ProcessesOptions } from './processes.ts';
import { Pushes, type PushesOptions } from './pushes.ts';
import { AppReleases } from './releases.ts';
import { Sessions } from './sessions.ts';
import { Settings } from './settings.ts';
import { Sources } from './sources.ts';
import { Timers } from './timers.ts';
import { Tokens } from './tokens.ts';

/** What a rack can do: the one core that every door calls. */
export interface Rack {
  name: string;
  apps: Apps;
  pushes: Pushes;
  processes: Processes;
  attachments: AgentAttachments;
  /** Who has dialled in at the door for agents. */
  agents: Agents;
  timers: Timers;
  logs: AppLogs;
  builds: AppBuilds;
  releases: AppReleases;
  deployments: Deployments;
  environment: Environment;
  previews: Previews;
  settings: Settings;
  sources: Sources;
  developers: Developers;
  keys: Keys;
  tokens: Tokens;
  audit: AuditLog;
  logins: Logins;
  sessions: Sessions;
}

export interface RackOptions {
  name: string;
  store: Store;
  repositories: Repositories;
  deploys: Deploys;
  cluster: ProcessesOptions['cluster'] & AttachmentsOptions['cluster'];
  agents: Agents;
  logs: Logs;
  buildLogs: Pick<BuildLogs, 'read'>;
  log: Log;
  /** Where apps answer. */
  urls: Urls;
  /** What a push may take, where that is not the standard. */
  pushLimits?: PushesOptions['limits'];
  /** The rack's own hosts in addresses of submodules; which others may be asked, where that is not the public internet. */
  submodules?: { own?: OwnHosts; resolve?: Resolve };
}

/** Puts the core together; all that changes an app waits its turn in one queue. */
export function openRack(options: RackOptions): Rack & { queue: KeyedQueue } {
  const all = { ...options, queue: new KeyedQueue() };
  const apps = new Apps(all);
  const logins = new Logins(options.store);
  const sources = new Sources(submodulesOf(options));
  const releases = new AppReleases({ ...all, apps, logins, sources });
  const sessions = new Sessions(logins);
  const processes = new Processes({ ...all, apps });
  return {
    name: options.name,
    queue: all.queue,
    apps,
    builds: new AppBuilds({ ...all, apps }),
    releases,
    deployments: new Deployments({ ...all, apps, logins, sources }),
    pushes: new Pushes({ ...all, apps, logins, sources, limits: options.pushLimits }),
    processes,
    attachments: new AgentAttachments({ ...all, apps, processes }),
    agents: options.agents,
    timers: new Timers(apps),
    logs: new AppLogs({ ...all, apps }),
    environment: new Environment({ ...all, apps, releases }),
    previews: new Previews({ ...all, apps, sources }),
    sources,
    settings: new Settings({ ...all, apps }),
    developers: new Developers({ ...all, sessions }),
    keys: new Keys({ ...all, sessions }),
    tokens: new Tokens({ ...all, sessions }),
    audit: new AuditLog({ ...all, logins }),
    logins,
    sessions,
  };
}

// Private

function submodulesOf({
  repositories,
  submodules: { own = new Set<string>(), resolve } = {},
}: RackOptions): Submodules {
  return new Submodules({ repositories, remotes: new Remotes({ folder: repositories.submodules, resolve }), own });
}
