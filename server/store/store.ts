import { AppAdjustments } from './adjustments.ts';
import { Alerts } from './alerts.ts';
import { Apps } from './apps.ts';
import { Audit } from './audit.ts';
import { Builds } from './builds.ts';
import { Certificates } from './certificates.ts';
import { ConsoleSessions } from './console-sessions.ts';
import { openDatabase } from './database.ts';
import { Deliveries } from './deliveries.ts';
import { Developers } from './developers.ts';
import { Domains } from './domains.ts';
import { Drains } from './drains.ts';
import { Environments } from './environments.ts';
import { Events } from './events.ts';
import { Formations } from './formations.ts';
import { Keys } from './keys.ts';
import { Locks } from './locks.ts';
import { Maintenances } from './maintenance.ts';
import { Releases } from './releases.ts';
import { Resources } from './resources.ts';
import type { Seal } from './seal.ts';
import { Terminations } from './terminations.ts';
import { TimerRuns } from './timer-runs.ts';
import { Tokens } from './tokens.ts';
import { Versions } from './versions.ts';
import { Webhooks } from './webhooks.ts';

/** All state of the rack that is not AWS's. */
export interface Store {
  apps: Apps;
  releases: Releases;
  builds: Builds;
  developers: Developers;
  keys: Keys;
  tokens: Tokens;
  consoleSessions: ConsoleSessions;
  domains: Domains;
  certificates: Certificates;
  resources: Resources;
  environments: Environments;
  formations: Formations;
  locks: Locks;
  maintenance: Maintenances;
  adjustments: AppAdjustments;
  audit: Audit;
  events: Events;
  webhooks: Webhooks;
  deliveries: Deliveries;
  drains: Drains;
  alerts: Alerts;
  timerRuns: TimerRuns;
  terminations: Terminations;
  versions: Versions;
  /** The apps whose deploys a crash of the server cut short. */
  interrupted: string[];
  /** Does all of the work or, when it throws, nothing of it. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** Opens the database, whose secrets are sealed, and ends what a crash left unfinished. */
export function openStore(path: string, seal: Seal): Store {
  const database = openDatabase(path);
  const releases = new Releases(database);
  const builds = new Builds(database);
  builds.failUnfinished('the server was restarted');
  const formations = new Formations(database);
  const domains = new Domains(database);
  const maintenance = new Maintenances(database);
  const certificates = new Certificates(database);
  return {
    apps: new Apps(database),
    releases,
    builds,
    developers: new Developers(database),
    keys: new Keys(database),
    tokens: new Tokens(database),
    consoleSessions: new ConsoleSessions(database),
    domains,
    certificates,
    resources: new Resources(database),
    environments: new Environments(database, seal),
    formations,
    locks: new Locks(database),
    maintenance,
    adjustments: new AppAdjustments({ formations, domains, maintenance, certificates }),
    audit: new Audit(database),
    events: new Events(database),
    webhooks: new Webhooks(database, seal),
    deliveries: new Deliveries(database),
    drains: new Drains(database, seal),
    alerts: new Alerts(database),
    timerRuns: new TimerRuns(database),
    terminations: new Terminations(database),
    versions: new Versions(database),
    interrupted: releases.failUnfinished(),
    transaction: (work) => database.transaction(work).immediate(),
    close: () => database.close(),
  };
}
