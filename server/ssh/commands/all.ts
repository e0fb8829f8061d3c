import type { Command } from '../command.ts';
import { apps } from './apps.ts';
import { create } from './create.ts';
import { destroy } from './destroy.ts';
import { env, envGet, envSet, envUnset } from './env.ts';
import { help } from './help.ts';
import { info } from './info.ts';
import { keysAdd, keysList, keysRemove } from './keys.ts';
import { logs } from './logs.ts';
import { ps } from './ps.ts';
import { redeploy, releases } from './releases.ts';
import { set, settings, unset } from './settings.ts';
import { whoami } from './whoami.ts';

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  apps,
  create,
  info,
  destroy,
  ps,
  logs,
  env,
  envGet,
  envSet,
  envUnset,
  settings,
  set,
  unset,
  releases,
  redeploy,
  keysList,
  keysAdd,
  keysRemove,
  whoami,
  help(() => COMMANDS),
];
