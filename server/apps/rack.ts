import type { Log } from '../../lib/log.ts';
import { KeyedQueue } from '../../lib/queue.ts';
import type { Agents } from '../attach/agents.ts';
import type { Stacks } from '../aws/cloudformation.ts';
import type { Cluster } from '../aws/ecs.ts';
import type { Machines } from '../aws/machines.ts';
import type { Repositories } from '../git/repositories.ts';
import type { OwnHosts } from '../git/submodules/address.ts';
import type { Resolve } from '../git/submodules/public-address.ts';
import { Remotes } from '../git/submodules/remotes.ts';
import { Submodules } from '../git/submodules/submodules.ts';
import type { BuildLogs } from '../logs/build-logs.ts';
import type { Logs } from '../logs/logs.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Urls } from '../model/address.ts';
import type { Store } from '../store/store.ts';
import { AgentAttachments, type AttachmentsOptions } from './agent-attachments.ts';
import { AlertRounds } from './alerts/alert-rounds.ts';
import { Alerts } from './alerts/alerts.ts';
import { allLooks } from './alerts/looks.ts';
import { Apps } from './apps.ts';
import { AuditLog } from './audit.ts';
import { Background } from './background.ts';
import { AppBuilds } from './builds.ts';
import { type CertificatesOptions, RackCertificates } from './certificates.ts';
import { Console } from './console.ts';
import { Deployments } from './deployments.ts';
import type { Deploys } from './deploys.ts';
import { Developers } from './developers.ts';
import { AppDomains } from './domains.ts';
import { Drainer } from './drains/drainer.ts';
import { Drains } from './drains/drains.ts';
import { Environment } from './environment.ts';
import type { Events } from './events.ts';
import { Exposition } from './exposition/exposition.ts';
import { AppFormation } from './formation.ts';
import type { Vitals } from './health.ts';
import { hostAddresses } from './host-addresses.ts';
import { Instances } from './instances.ts';
import { Keys } from './keys.ts';
import { AppLocks } from './locks.ts';
import { Logins } from './logins.ts';
import { AppLogs } from './logs.ts';
import { AppMaintenance } from './maintenance.ts';
import { AppMetrics, type AppMetricsOptions } from './metrics.ts';
import { Objects } from './objects.ts';
import { Previews } from './previews.ts';
import { Processes } from './processes.ts';
import { Promotions } from './promotions.ts';
import { Pushes, type PushesOptions } from './pushes.ts';
import { Redeploys } from './redeploys.ts';
import { AppReleases } from './releases.ts';
import { ResourceBackups } from './resource-backups.ts';
import { ResourceGrants } from './resource-grants.ts';
import { ResourceLinks } from './resource-links.ts';
import { Resources, type ResourcesOptions } from './resources.ts';
import { Rounds } from './rounds.ts';
import { Sessions } from './sessions.ts';
import { Settings } from './settings.ts';
import { Sources } from './sources.ts';
import { StartedBuilds } from './started-builds.ts';
import { System } from './system.ts';
import { Tarballs } from './tarballs.ts';
import { Timers, type TimersOptions } from './timers.ts';
import { Tokens } from './tokens.ts';
import { vitalsOf } from './vitals.ts';
import { Deliverer } from './webhooks/deliverer.ts';
import { send } from './webhooks/sender.ts';
import { Webhooks } from './webhooks/webhooks.ts';

/** What a rack can do: the one core that every door calls. */
export interface Rack {
  name: string;
  apps: Apps;
  pushes: Pushes;
  processes: Processes;
  formation: AppFormation;
  attachments: AgentAttachments;
  /** Who has dialled in at the door for agents. */
  agents: Agents;
  domains: AppDomains;
  certificates: RackCertificates;
  maintenance: AppMaintenance;
  locks: AppLocks;
  timers: Timers;
  logs: AppLogs;
  metrics: AppMetrics;
  /** For Prometheus. */
  exposition: Exposition;
  builds: AppBuilds;
  objects: Objects;
  promotions: Promotions;
  background: Background;
  releases: AppReleases;
  redeploys: Redeploys;
  deployments: Deployments;
  environment: Environment;
  resources: Resources;
  resourceLinks: ResourceLinks;
  resourceBackups: ResourceBackups;
  previews: Previews;
  settings: Settings;
  sources: Sources;
  developers: Developers;
  keys: Keys;
  tokens: Tokens;
  console: Console;
  audit: AuditLog;
  events: Events;
  webhooks: Webhooks;
  drains: Drains;
  alerts: Alerts;
  instances: Instances;
  system: System;
  logins: Logins;
  sessions: Sessions;
}

/** What the rack runs on. */
export interface Platform {
  version: string;
  region: string;
  domain: string;
  /** Where the API answers, without a path. */
  address: string;
  stacks: Pick<Stacks, 'find'>;
  acm: CertificatesOptions['acm'];
  https: CertificatesOptions['https'];
  machines: Pick<Machines, 'list' | 'setStatus' | 'terminate'>;
  vitals: Pick<Vitals, 'folder' | 'lag' | 'builds' | 'disks'>;
  /** What the router counted of requests. */
  requests?: NonNullable<AppMetricsOptions['requests']>;
  /** To which address the receiver of a webhook or a drain leads, where it may be asked. */
  receiverAddress: Resolve;
}

export interface RackOptions {
  name: string;
  store: Store;
  repositories: Repositories;
  deploys: Deploys;
  provisioner: ResourcesOptions['provisioner'];
  cluster: Pick<Cluster, 'listTasks' | 'runningTasks' | 'tasksOn'> &
    AttachmentsOptions['cluster'] &
    TimersOptions['cluster'];
  platform: Platform;
  events: Events;
  agents: Agents;
  logs: Logs;
  metrics: Pick<Metrics, 'copies' | 'machines' | 'cores' | 'forget' | 'latest'>;
  buildLogs: Pick<BuildLogs, 'begin' | 'end' | 'read'>;
  /** The folder of what clients upload to have it built. */
  objects: string;
  log: Log;
  /** Where apps answer. */
  urls: Urls;
  /** What a push may take, where that is not the standard. */
  pushLimits?: PushesOptions['limits'];
  /** The rack's own hosts in addresses of submodules; which others may be asked, where that is not the public internet. */
  submodules?: { own?: OwnHosts; resolve?: Resolve };
}

/** Puts the core together; all that changes an app waits its turn in one queue. */
export function openRack(
  options: RackOptions,
): Rack & { queue: KeyedQueue; rounds: Rounds; deliverer: Deliverer; drainer: Drainer; alertRounds: AlertRounds } {
  const logins = new Logins(options.store);
  const sessions = new Sessions(logins);
  const background = new Background(sessions);
  const all = { ...options, queue: new KeyedQueue(), logins, background };
  const grants = new ResourceGrants(all);
  const { events } = options;
  options.store.audit.listen(events.emitAudited);
  const apps = new Apps({ ...all, grants, announce: events.emit });
  const objects = new Objects({ apps, folder: options.objects });
  const sources = new Sources(submodulesOf(options));
  const tarballs = new Tarballs(all);
  const started = new StartedBuilds({ ...all, apps, objects, sources, tarballs });
  const releases = new AppReleases({ ...all, apps });
  const environment = new Environment({ ...all, apps });
  const resources = new Resources(all);
  const deliverer = delivererOf(options);
  events.listen(deliverer.take);
  const resolve = options.platform.receiverAddress;
  const drainer = new Drainer({ ...all, apps, resolve, rack: options.name, version: options.platform.version });
  const processes: Processes = new Processes({ ...all, apps, logins, stats: (app) => attachments.stats(app) });
  const reaches = resources.reaches.bind(resources);
  const attachments = new AgentAttachments({ ...all, apps, processes, reaches });
  const certificates = new RackCertificates({ ...all, ...options.platform, apps });
  const vitals = vitalsOf(all, certificates);
  return {
    name: options.name,
    queue: all.queue,
    deliverer,
    drainer,
    alertRounds: new AlertRounds({
      ...all,
      looks: allLooks({ ...all, ...options.platform, vitals }),
      announce: events.emit,
    }),
    rounds: new Rounds({ ...all, ...options.platform, vitals, announce: events.emit }),
    apps,
    background,
    objects,
    promotions: new Promotions({ ...all, apps, releases }),
    builds: new AppBuilds({ ...all, apps, started }),
    releases,
    redeploys: new Redeploys({ ...all, apps, sources }),
    deployments: new Deployments({ ...all, apps, sources, tarballs }),
    pushes: new Pushes({ ...all, apps, sources, limits: options.pushLimits }),
    processes,
    formation: new AppFormation({ ...all, apps, logins }),
    attachments,
    agents: options.agents,
    domains: new AppDomains({ ...all, apps, logins, domain: options.platform.domain, addressesOf: hostAddresses }),
    certificates,
    maintenance: new AppMaintenance({ ...all, apps, logins }),
    locks: new AppLocks({ ...all, apps }),
    timers: new Timers({ ...all, apps }),
    logs: new AppLogs({ ...all, apps, releases }),
    metrics: new AppMetrics({ ...all, ...options.platform, apps }),
    exposition: new Exposition({ ...all, version: options.platform.version, sessions, vitals }),
    environment,
    resources,
    resourceLinks: new ResourceLinks({ ...all, resources, environment, grants }),
    resourceBackups: new ResourceBackups({ ...all, resources }),
    previews: new Previews({ ...all, apps, sources }),
    sources,
    settings: new Settings({ ...all, apps }),
    developers: new Developers({ ...all, sessions }),
    keys: new Keys({ ...all, sessions }),
    tokens: new Tokens({ ...all, sessions }),
    console: new Console({ ...all, ...options.platform, sessions }),
    audit: new AuditLog(all),
    events,
    webhooks: new Webhooks({ ...all, apps, deliverer, resolve }),
    drains: new Drains({ ...all, apps, drainer, resolve }),
    alerts: new Alerts(all),
    instances: new Instances({ ...all, ...options.platform }),
    system: new System({ ...all, ...options.platform, processes, vitals }),
    logins,
    sessions,
  };
}

// Private

function delivererOf({ name, store, platform: { version, receiverAddress: resolve }, log }: RackOptions): Deliverer {
  return new Deliverer({ rack: name, version, store, send: (url, message) => send(url, message, { resolve }), log });
}

function submodulesOf({
  repositories,
  submodules: { own = new Set<string>(), resolve } = {},
}: RackOptions): Submodules {
  return new Submodules({ repositories, remotes: new Remotes({ folder: repositories.submodules, resolve }), own });
}
