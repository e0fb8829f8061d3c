import type { Routing, Server } from './routing.ts';

export interface Change {
  /** `backend/server` */
  name: string;
  server: Server;
  moved: boolean;
}

/** All servers of a routing by `backend/server`. */
export function serverTable({ backends }: Routing): Map<string, Server> {
  const servers = backends.flatMap((backend) =>
    backend.kind === 'servers'
      ? backend.servers.map((server) => [`${backend.name}/${server.name}`, server] as const)
      : [],
  );
  return new Map(servers);
}

/** What differs, those that begin to take requests first: between two changes there is always somebody to answer. */
export function changesBetween(now: ReadonlyMap<string, Server>, next: ReadonlyMap<string, Server>): Change[] {
  const changes: Change[] = [];
  for (const [name, server] of next) {
    const former = now.get(name);
    const moved = former?.address !== server.address || former.port !== server.port;
    if (moved || former?.mode !== server.mode) changes.push({ name, server, moved });
  }
  return changes.sort((one, other) => Number(other.server.mode === 'ready') - Number(one.server.mode === 'ready'));
}

/** The address goes first: a server that begins to take requests must already point at its target. */
export function commandsFor({ name, server, moved }: Change): string[] {
  // One that drained when the proxy was started has a weight of 0 from its configuration, which no state takes away.
  const weight = server.mode === 'ready' ? [`set server ${name} weight 1`] : [];
  const state = [...weight, `set server ${name} state ${server.mode}`];
  if (server.mode === 'maint' || !moved) return state;
  return [`set server ${name} addr ${server.address} port ${server.port}`, ...state];
}
