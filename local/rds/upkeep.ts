import { Readable } from 'node:stream';
import type { Care } from '../datastores/caretaker.ts';
import type { Places } from '../datastores/places.ts';
import type { SnapshotFiles } from '../datastores/snapshot-files.ts';
import type { StoreSpec, Stores } from '../datastores/stores.ts';
import { engineNamed } from './engines/all.ts';
import { memoryOf } from './instance-class.ts';
import type { DbInstance, Store } from './model.ts';

export interface UpkeepDeps {
  store: Store;
  stores: Stores;
  places: Places;
  files: SnapshotFiles;
}

/** What is done on DB instances, as their status says. Every step can be done twice. */
export class Upkeep implements Care<DbInstance> {
  readonly noun = 'DB instance';
  private readonly deps: UpkeepDeps;

  constructor(deps: UpkeepDeps) {
    this.deps = deps;
  }

  get records() {
    return this.deps.store.instances;
  }

  storeOf(id: string): string {
    return `rds-${id}`;
  }

  conditionOf({ status }: DbInstance) {
    if (status === 'stopped') return 'resting';
    return status === 'available' ? 'serving' : 'busy';
  }

  async carry(id: string, signal: AbortSignal): Promise<void> {
    const instance = this.records.get(id);
    switch (instance.status) {
      case 'stopped':
        return;
      case 'stopping':
        await this.deps.stores.stop(this.storeOf(id));
        return void this.records.change(id, { status: 'stopped' });
      case 'deleting':
        return this.remove(instance, signal);
      case 'rebooting':
        await this.deps.stores.stop(this.storeOf(id));
    }
    await this.bring(instance, signal);
    await this.takeSnapshots(id);
    // Unless something else was asked of it meanwhile, which is next.
    if (this.records.get(id).status === instance.status) this.records.change(id, { status: 'available' });
  }

  /** One that is being deleted goes on with that: nothing goes before its last snapshot is whole. */
  fail(id: string): void {
    for (const snapshot of this.waitingSnapshots(id))
      this.deps.store.snapshots.change(snapshot.id, { status: 'failed' });
    if (this.records.get(id).status !== 'deleting') this.records.change(id, { status: 'failed' });
  }

  // Private

  /** Runs the instance as it is recorded: its container, its data, its master user. */
  private async bring(instance: DbInstance, signal: AbortSignal): Promise<void> {
    const { stores, files } = this.deps;
    const { id, restoredFrom } = instance;
    const engine = engineNamed(instance.engine);
    const spec = await this.spec(instance);
    if (restoredFrom && engine.restore === 'files') await stores.fill(spec, files.read(restoredFrom));
    await stores.ensure(spec, signal);
    if (restoredFrom && engine.restore !== 'files')
      await stores.exec(spec.name, engine.restore, { input: files.read(restoredFrom) });
    await this.tell(instance, engine.settle(instance));
    const version = (await this.tell(instance, engine.versionScript)).trim();
    this.records.change(id, { version, restoredFrom: undefined });
  }

  private async spec(instance: DbInstance): Promise<StoreSpec> {
    const { image, port, probe, command } = engineNamed(instance.engine);
    const name = this.storeOf(instance.id);
    const memory = memoryOf(instance.instanceClass);
    // It has none yet, or is to get another one.
    if (!instance.place) this.deps.places.leave(name);
    const place = await this.deps.places.take(name, instance.wantedPort);
    this.records.change(instance.id, { place });
    return { name, image, command: command(memory), port, place, memory, isKept: true, probe };
  }

  private tell({ id, engine }: DbInstance, script: string): Promise<string> {
    const input = Readable.from([Buffer.from(script)]);
    return this.deps.stores.ask(this.storeOf(id), engineNamed(engine).shell, input);
  }

  private waitingSnapshots(instanceId: string) {
    const all = this.deps.store.snapshots.list();
    return all.filter((each) => each.instanceId === instanceId && each.status === 'creating');
  }

  private async takeSnapshots(instanceId: string): Promise<void> {
    const { store, stores, files } = this.deps;
    for (const { id, source } of this.waitingSnapshots(instanceId)) {
      const { snapshot } = engineNamed(source.engine);
      await files.put(id, (output) => stores.exec(this.storeOf(instanceId), snapshot, { output }));
      store.snapshots.change(id, { status: 'available' });
    }
  }

  private async remove(instance: DbInstance, signal: AbortSignal): Promise<void> {
    const { store, stores, places } = this.deps;
    const { id, finalSnapshot } = instance;
    if (finalSnapshot && store.snapshots.get(finalSnapshot).status !== 'available') {
      store.snapshots.change(finalSnapshot, { status: 'creating' });
      await this.bring(instance, signal);
      await this.takeSnapshots(id);
    }
    await stores.remove(this.storeOf(id));
    places.leave(this.storeOf(id));
    this.records.remove(id);
  }
}
