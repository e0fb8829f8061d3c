import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Failure } from '../lib/failure.ts';

/** Where everything of one rack lies. */
export interface Home {
  path: string;
  config: string;
  local: string;
  server: string;
  agent: string;
  logs: string;
  run: string;
  ssh: string;
}

/** The home that the environment names (RACK_HOME), or `~/.rack` of the person, also when they came through sudo. */
export function openHome(env: NodeJS.ProcessEnv): Home {
  const path = resolve(env.RACK_HOME || join(personalFolder(env), '.rack'));
  return {
    path,
    config: join(path, 'config.json'),
    local: join(path, 'local'),
    server: join(path, 'server'),
    agent: join(path, 'agent'),
    logs: join(path, 'logs'),
    run: join(path, 'run'),
    ssh: join(path, 'ssh'),
  };
}

/** Throws unless the folder is new, empty, or a rack's already: `rack destroy` removes it whole. */
export function checkHomeIsOurs(home: Home): void {
  if (existsSync(home.config) || !existsSync(home.path)) return;
  const strangers = readdirSync(home.path).filter((name) => !FIRST_ENTRIES.includes(name));
  if (strangers.length === 0) return;
  throw new Failure('home_not_ours', `${home.path} holds other files (${strangers[0]}) and no rack.`, {
    hint: 'Set RACK_HOME to a folder that is new or empty.',
  });
}

// Private

/** What can be there before the config file: the quickstart's own folder. */
const FIRST_ENTRIES = ['quickstart'];

function personalFolder(env: NodeJS.ProcessEnv): string {
  return (env.SUDO_UID && folderOfUser(env.SUDO_UID)) || homedir();
}

function folderOfUser(uid: string): string | undefined {
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  return users.map((line) => line.split(':')).find((fields) => fields[2] === uid)?.[5];
}
