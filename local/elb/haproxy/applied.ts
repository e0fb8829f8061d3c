import { MOUNT } from '../../images/container.ts';
import { isNetwork } from '../kinds.ts';
import { renderConfig } from './config.ts';
import { type HostMaps, hostMapOf } from './host-map.ts';
import type { Routing, Server } from './routing.ts';
import { hostMapFile } from './rules.ts';
import { serverTable } from './servers.ts';

/** What a proxy does, by how it can be changed. */
export interface Applied {
  /** The configuration but for targets: loaded by a reload only. */
  skeleton: string;
  servers: ReadonlyMap<string, Server>;
  maps: HostMaps;
}

export function appliedOf(routing: Routing): Applied {
  const http = routing.frontends.filter(({ protocol }) => !isNetwork(protocol));
  return {
    skeleton: renderConfig(routing, MOUNT, { servers: false }),
    servers: serverTable(routing),
    maps: new Map(http.map((frontend) => [hostMapFile(MOUNT, frontend), hostMapOf(frontend.rules)])),
  };
}

/** Whether what is loaded suffices: backends of target groups that nothing is sent to any more may stay until a reload. */
export function suffices(loaded: string, wanted: string): boolean {
  const [has, needs] = [blocksOf(loaded), blocksOf(wanted)];
  const superfluous = [...has].filter((block) => !needs.has(block));
  return [...needs].every((block) => has.has(block)) && superfluous.every((block) => block.startsWith('backend tg_'));
}

/** The files of the host maps that a configuration looks into. */
export const mapFilesOf = (skeleton: string) =>
  [...skeleton.matchAll(/map_beg\(([^)]+)\)/g)].map(([, file = '']) => file);

// Private

const blocksOf = (text: string) => new Set(text.split('\n\n').map((block) => block.trim()));
