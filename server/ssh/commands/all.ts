import type { Command } from '../command.ts';
import { alerts } from './alerts.ts';
import { apps } from './apps.ts';
import { audit } from './audit.ts';
import { builds, buildsCancel, buildsLogs, buildsShow } from './builds.ts';
import { certs, certsAdd, certsGenerate, certsImport, certsRemove, certsRequest } from './certs.ts';
import { complete } from './complete.ts';
import { completion } from './completion.ts';
import { console, consoleEnd, consoleSessions } from './console.ts';
import { create } from './create.ts';
import { deploy } from './deploy.ts';
import { destroy } from './destroy.ts';
import { detect } from './detect.ts';
import {
  developers,
  developersAdd,
  developersGrant,
  developersRemove,
  developersRevoke,
  developersRole,
  developersShow,
} from './developers.ts';
import { domains, domainsAdd, domainsRemove } from './domains.ts';
import { drains, drainsAdd, drainsRemove, drainsTest } from './drains.ts';
import { env, envGet, envImport, envSet, envUnset } from './env.ts';
import { events } from './events.ts';
import { help } from './help.ts';
import { info } from './info.ts';
import { instances, instancesActivate, instancesDrain, instancesTerminate } from './instances.ts';
import { keysAdd, keysList, keysRemove } from './keys.ts';
import { lock, unlock } from './lock.ts';
import { logs } from './logs.ts';
import { maintenance, maintenanceOff, maintenanceOn } from './maintenance.ts';
import { instancesMetrics, metrics } from './metrics.ts';
import { ps, psRestart, psStop } from './ps.ts';
import { redeploy } from './redeploy.ts';
import { releases, releasesDiff, releasesInfo, releasesPromote } from './releases.ts';
import { resourcesBackup, resourcesBackups, resourcesRestore } from './resource-backups.ts';
import { resourcesLink, resourcesUnlink } from './resource-links.ts';
import { resourcesProxy } from './resource-proxy.ts';
import {
  resources,
  resourcesCreate,
  resourcesDestroy,
  resourcesInfo,
  resourcesSet,
  resourcesTypes,
  resourcesUrl,
} from './resources.ts';
import { rollback } from './rollback.ts';
import { exec, run } from './run.ts';
import { scale } from './scale.ts';
import { set, settings, unset } from './settings.ts';
import { system, systemLogs, systemPs, systemReleases } from './system.ts';
import { timers, timersRun, timersRuns } from './timers.ts';
import { tokensCreate, tokensList, tokensRevoke } from './tokens.ts';
import {
  webhooks,
  webhooksAdd,
  webhooksDeliveries,
  webhooksRedeliver,
  webhooksRemove,
  webhooksTest,
} from './webhooks.ts';
import { whoami } from './whoami.ts';

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  apps,
  create,
  info,
  destroy,
  ps,
  psRestart,
  psStop,
  scale,
  run,
  exec,
  domains,
  domainsAdd,
  domainsRemove,
  certs,
  certsAdd,
  certsImport,
  certsGenerate,
  certsRequest,
  certsRemove,
  maintenance,
  maintenanceOn,
  maintenanceOff,
  lock,
  unlock,
  timers,
  timersRuns,
  timersRun,
  logs,
  drains,
  drainsAdd,
  drainsRemove,
  drainsTest,
  metrics,
  env,
  envGet,
  envSet,
  envImport,
  envUnset,
  settings,
  set,
  unset,
  builds,
  buildsShow,
  buildsLogs,
  buildsCancel,
  releases,
  releasesInfo,
  releasesDiff,
  releasesPromote,
  rollback,
  resources,
  resourcesTypes,
  resourcesCreate,
  resourcesInfo,
  resourcesSet,
  resourcesLink,
  resourcesUnlink,
  resourcesUrl,
  resourcesProxy,
  resourcesBackup,
  resourcesBackups,
  resourcesRestore,
  resourcesDestroy,
  detect,
  redeploy,
  deploy,
  developers,
  developersShow,
  developersAdd,
  developersRemove,
  developersRole,
  developersGrant,
  developersRevoke,
  keysList,
  keysAdd,
  keysRemove,
  tokensList,
  tokensCreate,
  tokensRevoke,
  alerts,
  console,
  consoleSessions,
  consoleEnd,
  events,
  webhooks,
  webhooksAdd,
  webhooksRemove,
  webhooksTest,
  webhooksDeliveries,
  webhooksRedeliver,
  instances,
  instancesMetrics,
  instancesDrain,
  instancesActivate,
  instancesTerminate,
  system,
  systemPs,
  systemReleases,
  systemLogs,
  audit,
  whoami,
  completion(() => COMMANDS),
  complete(() => COMMANDS),
  help(() => COMMANDS),
];
