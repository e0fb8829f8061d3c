import type { Command } from '../command.ts';
import { apps } from './apps.ts';
import { audit } from './audit.ts';
import { builds, buildsCancel, buildsLogs, buildsShow } from './builds.ts';
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
import { env, envGet, envSet, envUnset } from './env.ts';
import { help } from './help.ts';
import { info } from './info.ts';
import { keysAdd, keysList, keysRemove } from './keys.ts';
import { logs } from './logs.ts';
import { ps } from './ps.ts';
import { redeploy } from './redeploy.ts';
import { releases } from './releases.ts';
import { exec, run } from './run.ts';
import { set, settings, unset } from './settings.ts';
import { timers } from './timers.ts';
import { tokensCreate, tokensList, tokensRevoke } from './tokens.ts';
import { whoami } from './whoami.ts';

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  apps,
  create,
  info,
  destroy,
  ps,
  run,
  exec,
  timers,
  logs,
  env,
  envGet,
  envSet,
  envUnset,
  settings,
  set,
  unset,
  builds,
  buildsShow,
  buildsLogs,
  buildsCancel,
  releases,
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
  audit,
  whoami,
  help(() => COMMANDS),
];
