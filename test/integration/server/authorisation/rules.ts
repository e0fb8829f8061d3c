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
  /** A command that all may use changes something with these words: it looks for the app first. */
  isForm?: true;
  /** Its record comes when the work is done that goes on after the answer. */
  later?: true;
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
  'ps restart': { on: 'app', role: 'deploy', changes: true },
  'ps stop': { on: 'app', role: 'deploy', changes: true, words: 'web.1', also: ['copy_not_found'] },
  scale: { on: 'app', role: 'read' },
  run: { on: 'app', role: 'deploy', changes: true, words: 'ls -la', also: ['no_agent'] },
  exec: { on: 'app', role: 'deploy', changes: true, words: 'web.1 ls', also: ['process_not_found'] },
  domains: { on: 'app', role: 'read' },
  'domains add': { on: 'app', role: 'deploy', changes: true, words: '{app}.example.com' },
  'domains remove': { on: 'app', role: 'deploy', changes: true, words: 'x.example.com', also: ['domain_not_found'] },
  maintenance: { on: 'app', role: 'read' },
  'maintenance on': { on: 'app', role: 'deploy', changes: true },
  'maintenance off': { on: 'app', role: 'deploy', changes: true },
  lock: { on: 'app', role: 'deploy', changes: true },
  unlock: { on: 'app', role: 'deploy', changes: true, also: ['not_locked'] },
  logs: { on: 'app', role: 'read' },
  env: { on: 'app', role: 'deploy' },
  'env get': { on: 'app', role: 'deploy', words: 'GREETING' },
  'env set': { on: 'app', role: 'deploy', changes: true, words: 'GREETING=hello' },
  'env import': { on: 'app', role: 'deploy', changes: true },
  'env unset': { on: 'app', role: 'deploy', changes: true, words: 'GREETING' },
  settings: { on: 'app', role: 'read' },
  set: { on: 'app', role: 'deploy', changes: true, words: 'deploy-branch=trunk' },
  unset: { on: 'app', role: 'deploy', changes: true, words: 'deploy-branch' },
  builds: { on: 'app', role: 'read' },
  'builds show': { on: 'app', role: 'read' },
  'builds logs': { on: 'app', role: 'read' },
  'builds cancel': { on: 'app', role: 'deploy', changes: true, also: ['no_build_running'] },
  timers: { on: 'app', role: 'read' },
  'timers runs': { on: 'app', role: 'read' },
  releases: { on: 'app', role: 'read' },
  resources: { on: 'rack', role: 'read' },
  'resources types': { on: 'rack', role: 'read' },
  'resources create': { on: 'rack', role: 'admin', whole: true, changes: true, words: 'postgres --name db{n}' },
  'resources info': { on: 'rack', role: 'read', words: 'mine-db' },
  'resources set': { on: 'rack', role: 'admin', whole: true, changes: true, words: 'mine-db storage=30' },
  'resources link': { on: 'app', role: 'deploy', changes: true, words: 'mine-db' },
  'resources unlink': { on: 'app', role: 'deploy', changes: true, words: 'mine-db', also: ['not_linked'] },
  'resources url': { on: 'rack', role: 'deploy', changes: true, words: 'mine-db' },
  'resources proxy': { on: 'rack', role: 'deploy', changes: true, words: 'mine-db', also: ['no_agent'] },
  'resources backup': { on: 'rack', role: 'deploy', changes: true, words: 'mine-db' },
  'resources backups': { on: 'rack', role: 'read', words: 'mine-db' },
  'resources restore': { on: 'rack', role: 'admin', whole: true, changes: true, words: 'mine-db old --as db{n}' },
  'resources destroy': {
    on: 'rack',
    role: 'admin',
    whole: true,
    changes: true,
    words: 'mine-db --confirm mine-db',
    also: ['resource_linked'],
  },
  'releases info': { on: 'app', role: 'read' },
  'releases diff': { on: 'app', role: 'read', also: ['nothing_before'] },
  'releases promote': { on: 'app', role: 'deploy', changes: true, words: 'v1' },
  rollback: { on: 'app', role: 'deploy', changes: true, also: ['nothing_before'] },
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
  events: { on: 'rack', role: 'read' },
  webhooks: { on: 'rack', role: 'admin', whole: true },
  'webhooks add': {
    on: 'rack',
    role: 'admin',
    whole: true,
    changes: true,
    words: 'https://192.0.2.1/',
    also: ['host_not_public'],
  },
  'webhooks remove': {
    on: 'rack',
    role: 'admin',
    whole: true,
    changes: true,
    words: 'W0',
    also: ['webhook_not_found'],
  },
  'webhooks test': { on: 'rack', role: 'admin', whole: true, changes: true, words: 'W0', also: ['webhook_not_found'] },
  'webhooks deliveries': { on: 'rack', role: 'admin', whole: true, words: 'W0', also: ['webhook_not_found'] },
  'webhooks redeliver': {
    on: 'rack',
    role: 'admin',
    whole: true,
    changes: true,
    words: 'D0',
    also: ['delivery_not_found'],
  },
  instances: { on: 'rack', role: 'admin', whole: true },
  'instances drain': {
    on: 'rack',
    role: 'admin',
    whole: true,
    changes: true,
    words: 'i-0',
    also: ['instance_not_found'],
  },
  'instances activate': {
    on: 'rack',
    role: 'admin',
    whole: true,
    changes: true,
    words: 'i-0',
    also: ['instance_not_found'],
  },
  'instances terminate': {
    on: 'rack',
    role: 'admin',
    whole: true,
    changes: true,
    words: 'i-0',
    also: ['instance_not_found'],
  },
  system: { on: 'rack', role: 'read' },
  'system ps': { on: 'rack', role: 'read' },
  'system releases': { on: 'rack', role: 'read' },
  'system logs': { on: 'rack', role: 'admin', whole: true },
  audit: { on: 'rack', role: 'admin', whole: true },
  whoami: { on: 'rack', role: 'read' },
  completion: { on: 'rack', role: 'read', words: 'bash' },
  complete: { on: 'rack', role: 'read', words: 'info' },
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

/** Commands that show something by themselves, and change it with more words: the whole line, with the rule of that. */
export const COMMAND_FORMS: Readonly<Record<string, Rule & { words: string }>> = {
  'scale web=2': { on: 'app', role: 'deploy', changes: true, isForm: true, words: 'web=2' },
};

/** Every route of the API, `METHOD path`; `words` is the body, JSON; `{build}` and `{release}` stand for those of the app. */
export const ROUTE_RULES: Readonly<Record<string, Rule>> = {
  'GET /auth': { on: 'rack', role: 'read' },
  'GET /system': { on: 'rack', role: 'read' },
  'GET /racks': { on: 'rack', role: 'read' },
  'GET /apps': { on: 'rack', role: 'read' },
  'POST /apps': {
    on: 'rack',
    role: 'deploy',
    changes: true,
    words: '{"name": "mine"}',
    also: ['app_exists'],
  },
  'GET /apps/{app}': { on: 'app', role: 'read' },
  'PUT /apps/{app}': { on: 'app', role: 'deploy', changes: true, words: '{"parameters": {"deploy-branch": "trunk"}}' },
  'DELETE /apps/{app}': { on: 'app', role: 'deploy', changes: true },
  'POST /apps/{app}/objects/{key...}': { on: 'app', role: 'deploy', words: '{}' },
  'GET /apps/{app}/logs': { on: 'app', role: 'read' },
  'GET /apps/{app}/timers': { on: 'app', role: 'read' },
  'GET /apps/{app}/builds': { on: 'app', role: 'read' },
  'POST /apps/{app}/builds': {
    on: 'app',
    role: 'deploy',
    words: '{"url": "object://{app}/tmp/none.tgz"}',
    also: ['object_not_found'],
    changes: true,
  },
  'POST /apps/{app}/builds/import': { on: 'app', role: 'deploy', words: '{}', also: ['not_done_here'] },
  'GET /apps/{app}/builds/{build}.tgz': { on: 'app', role: 'read', also: ['not_done_here'] },
  'GET /apps/{app}/builds/{build}': { on: 'app', role: 'read' },
  'GET /apps/{app}/builds/{build}/logs': { on: 'app', role: 'read' },
  'DELETE /apps/{app}/builds/{build}': { on: 'app', role: 'deploy', changes: true, also: ['no_build_running'] },
  'GET /apps/{app}/releases': { on: 'app', role: 'read' },
  'POST /apps/{app}/releases': { on: 'app', role: 'deploy', changes: true, words: '{"env": "GREETING=hallo"}' },
  'GET /apps/{app}/releases/{release}': { on: 'app', role: 'read' },
  'POST /apps/{app}/releases/{release}/promote': { on: 'app', role: 'deploy', changes: true, later: true, words: '{}' },
  'POST /apps/{app}/deploys': { on: 'new app', role: 'deploy', changes: true, words: '{"image": "nginx"}' },
};

/** Every WebSocket of the API, by its path. */
export const SOCKET_RULES: Readonly<Record<string, Rule>> = {
  'SOCKET /apps/{app}/logs': { on: 'app', role: 'read' },
  'SOCKET /apps/{app}/builds/{build}/logs': { on: 'app', role: 'read' },
};
