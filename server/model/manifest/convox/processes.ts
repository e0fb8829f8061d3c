import type { ProcessSpec } from '../../manifest.ts';
import type { Procfile } from '../../procfile.ts';
import type { BuildDefaults } from '../build-defaults.ts';
import { buildNamesOf, type ConvoxYml } from './convox-yml.ts';
import type { Service } from './service.ts';

/** What the command of a service may come from, besides convox.yml. */
export interface CommandSources {
  procfile: Procfile | undefined;
  defaults: Readonly<Record<string, BuildDefaults>>;
}

/** The processes of the services. Throws a `Failure` `bad_manifest` for one that nothing says the command of. */
export function processesOf(convox: ConvoxYml, sources: CommandSources): Record<string, ProcessSpec> {
  const builds = buildNamesOf(convox.services);
  const shared = new Set([...builds.values()].filter((build, at, all) => all.indexOf(build) !== at));
  const entries = convox.services.map((service) => {
    const build = { name: builds.get(service)!, isShared: shared.has(builds.get(service)!) };
    return [service.name, { command: commandOf(service, build, convox, sources), build: build.name, ...service.spec }];
  });
  return Object.fromEntries(entries);
}

/** The types of a Procfile that are no services, and so do not run. */
export function notRun({ services }: ConvoxYml, procfile: Procfile | undefined): string[] {
  const types = Object.keys(procfile?.processes ?? {});
  return types.filter((type) => !services.some(({ name }) => name === type));
}

// Private

/**
 * convox.yml says it, else the Procfile, else the build: its process of that name, or, where no other service has it, its `web`.
 * The Procfile at the top is for what is built of the top.
 */
function commandOf(
  service: Service,
  build: { name: string; isShared: boolean },
  { file }: ConvoxYml,
  sources: CommandSources,
) {
  const { name, command, line } = service;
  const { processes } = sources.defaults[build.name]!;
  const procfile = service.build.directory === undefined && !service.build.image ? sources.procfile?.processes : {};
  const said = command ?? own(procfile, name) ?? own(processes, name);
  if (said !== undefined) return said;
  const isImage = Object.values(processes).includes(null);
  if (isImage || (!build.isShared && processes.web !== undefined)) return isImage ? null : processes.web!;
  throw file.bad(line, `Nothing says what ${name} runs.`, `Add a command, as in  command: bin/${name}`);
}

function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record && Object.hasOwn(record, name) ? record[name] : undefined;
}
