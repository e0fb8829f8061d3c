import type { Route } from '../routes.ts';
import { apps, createApp, deleteApp, info, updateApp } from './apps.ts';
import { auth } from './auth.ts';
import { buildLogs } from './build-logs.ts';
import { build, builds, cancelBuild, exportBuild, importBuild, startBuild } from './builds.ts';
import { deploys } from './deploys.ts';
import { logs } from './logs.ts';
import { putObject } from './objects.ts';
import { createRelease, promoteRelease, release, releases } from './releases.ts';
import { racks, system } from './system.ts';
import { timers } from './timers.ts';

/** All routes of the API; of two that fit a request, the first one answers it. */
export const ROUTES: readonly Route[] = [
  auth,
  system,
  racks,
  apps,
  createApp,
  info,
  updateApp,
  deleteApp,
  timers,
  deploys,
  putObject,
  logs,
  builds,
  startBuild,
  importBuild,
  exportBuild,
  build,
  buildLogs,
  cancelBuild,
  releases,
  createRelease,
  release,
  promoteRelease,
];
