import { once } from 'node:events';
import { createServer } from 'node:net';
import { Failure } from '../../lib/failure.ts';
import { KeyedQueue } from '../../lib/queue.ts';
import type { Engine } from '../docker/engine.ts';
import { gatewayOf, networkName } from '../docker/network.ts';
import type { Database } from '../store/database.ts';
import { openDocuments } from '../store/documents.ts';

/** Where clients reach a data store. */
export interface Place {
  address: string;
  port: number;
}

/** So many ports are looked at for a free one. */
const SEARCHED = 2000;

/**
 * The places of a rack's data stores: all at the address of this machine in the rack's Docker network, which apps' containers and
 * the machine itself reach and nobody else, and each at a port that stays its own, for it lies in the environment of apps.
 */
export class Places {
  private readonly engine: Engine;
  private readonly rack: string;
  private readonly taken;
  private readonly turns = new KeyedQueue();

  constructor({ engine, rack, database }: { engine: Engine; rack: string; database: Database }) {
    this.engine = engine;
    this.rack = rack;
    this.taken = openDocuments<{ port: number }>(database, 'datastore_place');
  }

  /** The store's place: the one that it has, or else the first free port from `wanted` on. */
  take(store: string, wanted: number): Promise<Place> {
    return this.turns.run('take', async () => {
      const address = await gatewayOf(this.engine, networkName(this.rack));
      const port = this.taken.find(store)?.port ?? (await this.freePort(address, wanted));
      this.taken.put(store, { port });
      return { address, port };
    });
  }

  /** Gives the port to whoever comes. */
  leave(store: string): void {
    this.taken.remove(store);
  }

  // Private

  private async freePort(address: string, wanted: number): Promise<number> {
    const taken = new Set(this.taken.list().map(({ port }) => port));
    const last = Math.min(wanted + SEARCHED, 65_536);
    for (let port = wanted; port < last; port++) if (!taken.has(port) && (await isFree(address, port))) return port;
    throw new Failure('no_free_port', `No port from ${wanted} to ${last - 1} is free at ${address}.`, {
      blame: 'rack',
    });
  }
}

// Private

async function isFree(address: string, port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, address), 'listening');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  } finally {
    server.close();
  }
}
