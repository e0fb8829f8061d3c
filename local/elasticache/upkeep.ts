import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import type { Care } from '../datastores/caretaker.ts';
import type { Places } from '../datastores/places.ts';
import type { SnapshotFiles } from '../datastores/snapshot-files.ts';
import type { StoreSpec, Stores } from '../datastores/stores.ts';
import { accessOf, engineNamed, keepAccess, redis, snapshotProgram } from './engines.ts';
import type { Cache, Snapshot, Store } from './model.ts';
import { memoryOf } from './node-type.ts';

export interface UpkeepDeps {
  store: Store;
  stores: Stores;
  places: Places;
  files: SnapshotFiles;
}

/** What is done on caches, as their status says. Every step can be done twice. */
export class Upkeep implements Care<Cache> {
  readonly noun = 'cache';
  private readonly deps: UpkeepDeps;

  constructor(deps: UpkeepDeps) {
    this.deps = deps;
  }

  get records() {
    return this.deps.store.caches;
  }

  storeOf(id: string): string {
    return `elasticache-${id}`;
  }

  conditionOf({ status }: Cache) {
    return status === 'available' ? 'serving' : 'busy';
  }

  async carry(id: string, signal: AbortSignal): Promise<void> {
    const cache = this.records.get(id);
    if (cache.status === 'deleting') return this.remove(cache, signal);
    if (cache.status === 'rebooting cluster nodes') await this.deps.stores.stop(this.storeOf(id));
    await this.bring(cache, signal);
    await this.takeSnapshots(id);
    // Unless something else was asked of it meanwhile, which is next.
    if (this.records.get(id).status === cache.status) this.records.change(id, { status: 'available' });
  }

  /** One that is being deleted goes on with that: nothing goes before its last snapshot is whole. */
  fail(id: string): void {
    for (const { name } of this.waitingSnapshots(id)) this.deps.store.snapshots.change(name, { status: 'failed' });
    if (this.records.get(id).status !== 'deleting') this.records.change(id, { status: 'create-failed' });
  }

  // Private

  private async bring(cache: Cache, signal: AbortSignal): Promise<void> {
    const { stores, store } = this.deps;
    const spec = await this.spec(cache);
    if (cache.restoredFrom) await stores.fill(spec, this.archive(store.snapshots.get(cache.restoredFrom)));
    await stores.ensure(spec, signal);
    const { versionProbe, versionPattern } = engineNamed(cache.engine);
    if (cache.engine === redis.name) {
      await stores.exec(spec.name, accessOf(cache));
      await stores.exec(spec.name, keepAccess);
    }
    const [, version = cache.version] = versionPattern.exec(await stores.ask(spec.name, versionProbe)) ?? [];
    this.records.change(cache.id, { version, restoredFrom: undefined });
  }

  private async spec(cache: Cache): Promise<StoreSpec> {
    const { image, port, probe, command, isKept } = engineNamed(cache.engine);
    const name = this.storeOf(cache.id);
    const memory = memoryOf(cache.nodeType);
    const place = await this.deps.places.take(name, cache.wantedPort);
    this.records.change(cache.id, { place });
    return { name, image, command: command(cache, memory), port, place, memory, isKept, probe };
  }

  /** A snapshot as the file that the server's start looks for. */
  private archive({ name, size }: Snapshot): Readable {
    const archive = pack();
    const entry = archive.entry({ name: 'snapshot.rdb', size, mode: 0o644 });
    pipeline(this.deps.files.read(name), entry).then(
      () => archive.finalize(),
      (error) => archive.destroy(error),
    );
    return archive as unknown as Readable;
  }

  private waitingSnapshots(cacheId: string) {
    return this.deps.store.snapshots.list().filter((each) => each.cacheId === cacheId && each.status === 'creating');
  }

  private async takeSnapshots(cacheId: string): Promise<void> {
    const { store, stores, files } = this.deps;
    for (const { name } of this.waitingSnapshots(cacheId)) {
      const size = await files.put(name, (output) => stores.exec(this.storeOf(cacheId), snapshotProgram, { output }));
      store.snapshots.change(name, { status: 'available', size });
    }
  }

  private async remove(cache: Cache, signal: AbortSignal): Promise<void> {
    const { store, stores, places } = this.deps;
    const { id, finalSnapshot } = cache;
    if (finalSnapshot && store.snapshots.get(finalSnapshot).status !== 'available') {
      store.snapshots.change(finalSnapshot, { status: 'creating' });
      await this.bring(cache, signal);
      await this.takeSnapshots(id);
    }
    await stores.remove(this.storeOf(id));
    places.leave(this.storeOf(id));
    this.records.remove(id);
  }
}
