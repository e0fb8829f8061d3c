import type { Route } from '../routes.ts';
import { alerts } from './alerts.ts';
import { apps, cancelApp, createApp, deleteApp, info, updateApp } from './apps.ts';
import { audit } from './audit.ts';
import { auth } from './auth.ts';
import { buildLogs } from './build-logs.ts';
import { build, builds, cancelBuild, exportBuild, importBuild, startBuild } from './builds.ts';
import { certificates, generateCertificate, importCertificate, removeCertificate } from './certificates.ts';
import { deploys } from './deploys.ts';
import { addDeveloper, developer, developers, removeDeveloper, updateDeveloper } from './developers.ts';
import { addDomain, domains, removeDomain } from './domains.ts';
import { addDrain, drains, removeDrain, testDrain } from './drains.ts';
import { environment, setVariable, unsetVariable } from './environment.ts';
import { events } from './events.ts';
import { getFiles, putFiles } from './files.ts';
import { activateInstance, drainInstance, instances, keyroll, terminateInstance } from './instances.ts';
import { addKeys, keys, removeKey } from './keys.ts';
import { logs } from './logs.ts';
import { beginMaintenance, endMaintenance, maintenance } from './maintenance.ts';
import { allMetrics, appMetrics, instanceMetrics } from './metrics.ts';
import { putObject } from './objects.ts';
import { process, processes, startProcess, stopProcess } from './processes.ts';
import { prometheus } from './prometheus.ts';
import { redeployApp } from './redeploy.ts';
import { addRegistry, registries, removeRegistry } from './registries.ts';
import { diffRelease } from './release-diff.ts';
import { createRelease, promoteRelease, release, releases } from './releases.ts';
import { backups, createBackup, restoreBackup } from './resource-backups.ts';
import { resourceTypes } from './resource-types.ts';
import {
  appResource,
  appResources,
  createResource,
  deleteResource,
  linkResource,
  resource,
  resources,
  unlinkResource,
  updateResource,
} from './resources.ts';
import { rollbackRelease } from './rollback.ts';
import { restartService, scaleService, services } from './services.ts';
import { endSession, sessions } from './sessions.ts';
import { settings } from './settings.ts';
import { capacity, racks, system, systemHealth, systemProcesses, systemReleases, updateSystem } from './system.ts';
import { systemLogs } from './system-logs.ts';
import { runTimer, timerRuns, timers } from './timers.ts';
import { createJwt, createToken, revokeToken, tokens } from './tokens.ts';
import { addWebhook, deliveries, redeliver, removeWebhook, testWebhook, webhooks } from './webhooks.ts';

/** All routes of the API; of two that fit a request, the first one answers it. */
export const ROUTES: readonly Route[] = [
  auth,
  system,
  updateSystem,
  racks,
  systemProcesses,
  systemReleases,
  systemLogs,
  capacity,
  systemHealth,
  apps,
  createApp,
  info,
  updateApp,
  deleteApp,
  cancelApp,
  settings,
  timers,
  timerRuns,
  runTimer,
  logs,
  appMetrics,
  allMetrics,
  prometheus,
  drains,
  addDrain,
  removeDrain,
  testDrain,
  deploys,
  redeployApp,
  environment,
  setVariable,
  unsetVariable,
  putObject,
  builds,
  startBuild,
  importBuild,
  exportBuild,
  build,
  cancelBuild,
  buildLogs,
  releases,
  createRelease,
  release,
  promoteRelease,
  rollbackRelease,
  diffRelease,
  domains,
  addDomain,
  removeDomain,
  maintenance,
  beginMaintenance,
  endMaintenance,
  services,
  scaleService,
  restartService,
  processes,
  process,
  stopProcess,
  startProcess,
  getFiles,
  putFiles,
  resources,
  createResource,
  resource,
  updateResource,
  deleteResource,
  linkResource,
  unlinkResource,
  appResources,
  appResource,
  resourceTypes,
  backups,
  createBackup,
  restoreBackup,
  instances,
  instanceMetrics,
  keyroll,
  terminateInstance,
  drainInstance,
  activateInstance,
  certificates,
  importCertificate,
  generateCertificate,
  removeCertificate,
  registries,
  addRegistry,
  removeRegistry,
  developers,
  addDeveloper,
  developer,
  updateDeveloper,
  removeDeveloper,
  keys,
  addKeys,
  removeKey,
  tokens,
  createToken,
  revokeToken,
  createJwt,
  sessions,
  endSession,
  audit,
  alerts,
  events,
  webhooks,
  addWebhook,
  removeWebhook,
  testWebhook,
  deliveries,
  redeliver,
];
