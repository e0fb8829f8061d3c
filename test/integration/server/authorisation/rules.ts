import type { Role } from '../../../../server/model/developer.ts';

/** Who may do something, written down independently of the code that holds it. */
export interface Rule {
  /** What it is about: the rack, an app that is there, or a name under which an app may be made. */
  on: 'rack' | 'app' | 'new app';
  /** The least role. */
  role: Role;
  /** Not for tokens that are limited to apps or to a role. */
  whole?: true;
  /** Only for admins, because it is about somebody else. */
  others?: true;
  /** It changes something: whoever may does it with exactly one record in the audit log, and nobody else with one. */
  changes?: true;
  /** An example, after the name (and the app); `{app}` stands for the app, `{key}` for a new public key, `{n}` for a new number. */
  words?: string;
  /** Failures that the example meets by itself, after all guards. */
  also?: readonly string[];
}

/** Every command of `ssh rack <command>`. A new one is refused by the test until its rule is written here. */
export const COMMAND_RULES: Readonly<Record<string, Rule>> = {
  apps: { on: 'rack', role: 'read' },
  create: { on: 'new app', role: 'deploy', changes: true, also: ['app_exists'] },
  info: { on: 'app', role: 'read' },
  destroy: { on: 'app', role: 'deploy', changes: true, words: '--confirm {app}' },
  ps: { on: 'app', role: 'read' },
  run: { on: 'app', role: 'deploy', changes: true, words: 'ls -la', also: ['no_agent'] },
  exec: { on: 'app', role: 'deploy', changes: true, words: 'web.1 ls', also: ['process_not_found'] },
  logs: { on: 'app', role: 'read' },
  env: { on: 'app', role: 'deploy' },
  'env get': { on: 'app', role: 'deploy', words: 'GREETING' },
  'env set': { on: 'app', role: 'deploy', changes: true, words: 'GREETING=hello' },
  'env unset': { on: 'app', role: 'deploy', changes: true, words: 'GREETING' },
  settings: { on: 'app', role: 'read' },
  set: { on: 'app', role: 'deploy', changes: true, words: 'deploy-branch=trunk' },
  unset: { on: 'app', role: 'deploy', changes: true, words: 'deploy-branch' },
  builds: { on: 'app', role: 'read' },
  'builds show': { on: 'app', role: 'read' },
  'builds logs': { on: 'app', role: 'read' },
  'builds cancel': { on: 'app', role: 'deploy', changes: true, also: ['no_build_running'] },
  timers: { on: 'app', role: 'read' },
  releases: { on: 'app', role: 'read' },
  detect: { on: 'app', role: 'deploy', also: ['commit_not_found'] },
  redeploy: { on: 'app', role: 'deploy', changes: true },
  deploy: { on: 'new app', role: 'deploy', changes: true, words: '--image nginx' },
  developers: { on: 'rack', role: 'admin', whole: true },
  'developers show': { on: 'rack', role: 'admin', whole: true, words: 'victim' },
  'developers add': { on: 'rack', role: 'admin', whole: true, changes: true, words: 'new{n}' },
  'developers remove': { on: 'rack', role: 'admin', whole: true, changes: true, words: 'victim' },
  'developers role': { on: 'rack', role: 'admin', whole: true, changes: true, words: 'victim read' },
  'developers grant': { on: 'rack', role: 'admin', whole: true, changes: true, words: 'victim another' },
  'developers revoke': { on: 'rack', role: 'admin', whole: true, changes: true, words: 'victim theirs' },
  'keys list': { on: 'rack', role: 'read', whole: true },
  'keys add': { on: 'rack', role: 'read', whole: true, changes: true, words: '{key}' },
  'keys remove': { on: 'rack', role: 'read', whole: true, changes: true, words: 'SHA256:x', also: ['key_not_found'] },
  'tokens list': { on: 'rack', role: 'read', whole: true },
  'tokens create': { on: 'rack', role: 'read', whole: true, changes: true, words: 'new{n}' },
  'tokens revoke': { on: 'rack', role: 'read', whole: true, changes: true, words: 'x', also: ['token_not_found'] },
  audit: { on: 'rack', role: 'admin', whole: true },
  whoami: { on: 'rack', role: 'read' },
  help: { on: 'rack', role: 'read' },
};

/** Examples of commands of everyone that are about somebody else. */
export const ON_OTHERS: Readonly<Record<string, string>> = {
  'keys list --all': 'keys list',
  'keys list --developer victim': 'keys list',
  'keys add victim {key}': 'keys add',
  'keys add new{n} {key}': 'keys add',
  'tokens list --all': 'tokens list',
  'tokens list --developer victim': 'tokens list',
  'tokens revoke x --developer victim': 'tokens revoke',
};

/** Every route of the API, `METHOD path`; `words` is the body, JSON; `{build}` stands for a build of the app. */
export const ROUTE_RULES: Readonly<Record<string, Rule>> = {
  'GET /auth': { on: 'rack', role: 'read' },
  'GET /apps': { on: 'rack', role: 'read' },
  'GET /apps/{app}': { on: 'app', role: 'read' },
  'GET /apps/{app}/timers': { on: 'app', role: 'read' },
  'GET /apps/{app}/builds': { on: 'app', role: 'read' },
  'GET /apps/{app}/builds/{build}': { on: 'app', role: 'read' },
  'GET /apps/{app}/builds/{build}/logs': { on: 'app', role: 'read' },
  'DELETE /apps/{app}/builds/{build}': { on: 'app', role: 'deploy', changes: true, also: ['no_build_running'] },
  'POST /apps/{app}/deploys': { on: 'new app', role: 'deploy', changes: true, words: '{"image": "nginx"}' },
};
