import { type BuildSpec, type EnvSpec, ONE_BUILD, type TimerSpec } from '../../manifest.ts';
import { likeNames } from '../../process-type.ts';
import { ManifestFile } from '../manifest-file.ts';
import { Value } from '../value.ts';
import { parseYaml } from '../yaml.ts';
import type { Files } from './build.ts';
import { type Declared, sharedEnvironment, specsOf } from './environment.ts';
import { checkName } from './name.ts';
import { resourcesOf } from './resources.ts';
import { type Service, serviceOf } from './service.ts';
import { timersOf } from './timers.ts';

/** What a convox.yml says. */
export interface ConvoxYml {
  file: ManifestFile;
  services: readonly Service[];
  timers: Readonly<Record<string, TimerSpec>>;
  env: Readonly<Record<string, EnvSpec>>;
}

/** What it is read with: the app's environment, and the paths of all files of the tree. */
export interface ConvoxSurroundings {
  env: Readonly<Record<string, string>>;
  files: Files;
}

/** Reads a convox.yml. Throws a `Failure` `bad_manifest` that names the line; what is not done is in the file's notes. */
export function readConvoxYml(text: string, { env, files }: ConvoxSurroundings): ConvoxYml {
  const file = new ManifestFile('convox.yml');
  const app = new Value(file, parseYaml(text, file));
  const { get, notDone } = app.fields(KEYS);
  notDone(NOT_DONE);
  const shared = sharedEnvironment(get('environment'), env);
  const resources = resourcesOf(get('resources'), env);
  const services = servicesOf(app, get('services')).map(([name, value]) =>
    serviceOf(name, value, { env, files, resources, shared }),
  );
  checkBuilds(get('services')!, services);
  noteUnseen(get('services')!, services, env);
  const names = services.map(({ name }) => name);
  const timers = timersOf(get('timers'), names, env);
  return { file, services, timers, env: required(shared, services) };
}

/** The builds of services by name, each once: services that are built alike share an image. */
export function buildsOfServices(services: readonly Service[]): Record<string, BuildSpec> {
  const builds = new Map<string, [name: string, build: BuildSpec]>();
  for (const { name, build } of services) if (!builds.has(keyOf(build))) builds.set(keyOf(build), [name, build]);
  const all = [...builds.values()];
  return all.length === 1 ? { [ONE_BUILD]: all[0]![1] } : Object.fromEntries(all);
}

/** Service → the name of the build, one of `buildsOfServices`, that makes its image. */
export function buildNamesOf(services: readonly Service[]): Map<Service, string> {
  const names = new Map(Object.entries(buildsOfServices(services)).map(([name, build]) => [keyOf(build), name]));
  return new Map(services.map((service) => [service, names.get(keyOf(service.build))!]));
}

// Private

const NOT_DONE = {
  appSettings: 'logs are kept as the rack is set to',
  balancers: 'requests reach services by HTTP, through the rack’s load balancer',
  configs: 'files of a build come from the repository',
  params: 'parameters are Convox’s own',
} as const;

const KEYS = [
  ...(['environment', 'labels', 'resources', 'services', 'timers'] as const),
  ...(Object.keys(NOT_DONE) as (keyof typeof NOT_DONE)[]),
];

function keyOf(build: BuildSpec): string {
  return JSON.stringify(build);
}

function servicesOf(app: Value, services: Value | undefined): [name: string, value: Value][] {
  const entries = services?.entries() ?? [];
  if (!services || entries.length === 0)
    throw (services ?? app).bad(
      'There is no service in it.',
      'Add services: with one, as in  web: {build: ., port: 3000}',
    );
  for (const [name, value] of entries) checkName(name, value);
  const like = likeNames(entries.map(([name]) => name));
  if (like) throw entries.find(([name]) => name === like[1])![1].bad(`${like[1]} differs only by - from ${like[0]}.`);
  return entries;
}

/** The registry keeps the fifty newest images of an app: there must be room for two releases and what was declined. */
const MOST_BUILDS = 20;

function checkBuilds(value: Value, services: readonly Service[]): void {
  const builds = Object.keys(buildsOfServices(services)).length;
  if (builds > MOST_BUILDS)
    throw value.bad(`The services have ${builds} different images, and ${MOST_BUILDS} are the most.`);
}

/** A default at the top holds for a service that asks for no more than the name. */
function required(shared: Declared, services: readonly Service[]): Record<string, EnvSpec> {
  const own = services.flatMap(({ environment }) => environment.variables).filter(({ value }) => value === undefined);
  return { ...specsOf({ isAll: false, variables: own }), ...specsOf(shared) };
}

/** Whoever sets a variable means somebody to see it. */
function noteUnseen(value: Value, services: readonly Service[], env: ConvoxSurroundings['env']): void {
  const seen = services.map(({ spec }) => spec.sees);
  if (seen.includes(undefined)) return;
  const unseen = Object.keys(env).filter((name) => !seen.some((names) => names!.includes(name)));
  if (unseen.length > 0) value.note(`No service sees ${unseen.join(', ')}: its environment does not name it.`);
}
