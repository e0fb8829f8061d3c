import { WEB } from '../../formation.ts';
import type { BuildSpec, ProcessSpec } from '../../manifest.ts';
import type { Fields, Value } from '../value.ts';
import { buildOf, type Files } from './build.ts';
import { commandOf } from './command.ts';
import { deploymentOf } from './deployment.ts';
import { domainsOf } from './domains.ts';
import { type Declared, ownEnvironment } from './environment.ts';
import { healthOf } from './health.ts';
import { filled } from './interpolation.ts';
import { portOf } from './port.ts';
import { type Resources, variablesOf } from './resources.ts';
import { scaleOf } from './scale.ts';
import { INERT, NOT_DONE, REFUSED } from './service-keys.ts';

/** A service as convox.yml says it. */
export interface Service {
  name: string;
  line: number;
  build: BuildSpec;
  /** Undefined where something else says what runs. */
  command: string | undefined;
  /** What the environment of the app must have for it. */
  environment: Declared;
  spec: Omit<ProcessSpec, 'command' | 'build'>;
}

/** What the services of a file have in common. */
export interface ServiceContext {
  /** The app's environment. */
  env: Readonly<Record<string, string>>;
  files: Files;
  resources: Resources;
  /** The environment that the file declares for all services. */
  shared: Declared;
}

/** Reads a service of a convox.yml. */
export function serviceOf(name: string, value: Value, context: ServiceContext): Service {
  const fields = value.fields(KEYS);
  const { get, notDone } = fields;
  refuse(get);
  notDone(NOT_DONE);
  const full = (key: Key) => get(key) && filled(get(key)!, context.env);
  const environment = ownEnvironment(get('environment'));
  const command = get('command');
  return {
    name,
    line: value.line,
    build: buildOf(full('build'), full('image'), context.files),
    command: command && commandOf(command),
    environment,
    spec: {
      ...reachedOf(name, fields, context.env),
      ...scaleOf(full('scale')),
      ...deploymentOf(get('deployment'), get('singleton')?.boolean() ?? false),
      ...graceOf(get('termination'), get('drain')),
      ...environmentOf(environment, variablesOf(get('resources'), context.resources), context.shared),
    },
  };
}

// Private

const KEYS = [
  ...(['build', 'command', 'deployment', 'domain', 'drain', 'environment', 'health', 'image', 'internal'] as const),
  ...(['port', 'resources', 'scale', 'singleton', 'sticky', 'termination'] as const),
  ...(Object.keys(NOT_DONE) as (keyof typeof NOT_DONE)[]),
  ...(Object.keys(REFUSED) as (keyof typeof REFUSED)[]),
  ...INERT,
];

type Key = (typeof KEYS)[number];

type Environment = Readonly<Record<string, string>>;

function refuse(get: Fields<Key>['get']): void {
  for (const key of Object.keys(REFUSED) as (keyof typeof REFUSED)[]) {
    const value = get(key);
    if (value) throw value.bad(`${value.path} cannot be done: ${REFUSED[key]}.`);
  }
}

/** What a service has that requests reach from outside: one with a port that is not internal, and `web`. */
function reachedOf(name: string, { get }: Fields<Key>, env: Environment): Partial<ProcessSpec> {
  const [port, health, sticky, domain] = [get('port'), get('health'), get('sticky'), get('domain')];
  if (get('internal')?.boolean()) return closed(name, get('internal')!);
  if (!port && name !== WEB) {
    for (const each of [health, sticky, domain]) each?.note(`${each.path} is not done: ${name} has no port.`);
    return {};
  }
  const domains = domain ? domainsOf(domain, env) : [];
  return {
    ...(port && { port: portOf(filled(port, env)) }),
    ...(health && { health: healthOf(filled(health, env)) }),
    ...(sticky && { sticky: sticky.boolean() }),
    ...(domains.length > 0 && { domains }),
  };
}

/** Nothing outside reaches an internal service. */
function closed(name: string, internal: Value): Partial<ProcessSpec> {
  if (name === WEB)
    throw internal.bad('web is what requests from outside reach; call an internal service another name.');
  internal.note(`${internal.path}: no requests reach ${name} from outside, and from other services not yet either.`);
  return {};
}

function graceOf(termination: Value | undefined, drain: Value | undefined): Partial<ProcessSpec> {
  const grace = termination?.fields(['grace']).get('grace') ?? drain;
  return grace ? { stopGrace: grace.numberOf(1, 3600) } : {};
}

/** A service sees what is declared for it, and nothing else of the app's environment. */
function environmentOf(own: Declared, ofResources: readonly string[], shared: Declared): Partial<ProcessSpec> {
  const defaults = own.variables.filter(({ value }) => value !== undefined).map(({ name, value }) => [name, value!]);
  const names = [...shared.variables, ...own.variables].map(({ name }) => name);
  const isAll = shared.isAll || own.isAll;
  return {
    ...(defaults.length > 0 && { env: Object.fromEntries(defaults) }),
    ...(!isAll && { sees: [...new Set([...names, ...ofResources])].sort() }),
  };
}
