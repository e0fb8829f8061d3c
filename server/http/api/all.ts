import type { Route } from '../routes.ts';
import { apps, info } from './apps.ts';
import { auth } from './auth.ts';
import { build, buildLogs, builds, cancelBuild } from './builds.ts';
import { deploys } from './deploys.ts';
import { timers } from './timers.ts';

/** All routes of the API; of two that fit a request, the first one answers it. */
export const ROUTES: readonly Route[] = [auth, apps, info, timers, deploys, builds, build, buildLogs, cancelBuild];
