import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../lib/log.ts';
import { type Config, RACK_LABEL } from '../config.ts';
import { type Engine, isEngineGone, statusOf } from '../docker/engine.ts';
import { definitionOf, type Store } from './store.ts';
import { type EngineImage, unusedImages } from './unused-images.ts';

/** As ECS's agent does by default (developer guide, Automated task and image cleanup): how often, and how long an image is unused before. */
const CLEANUP = { interval: 30 * 60_000, minimumAge: 60 * 60_000, perCycle: 5 };

export interface ImageCleanupDeps {
  config: Pick<Config, 'rack' | 'registryPort'>;
  engine: Engine;
  store: Store;
  log: Log;
  signal: AbortSignal;
}

/**
 * The part of ECS's agent that keeps images from filling an instance's disk. Only images with the rack's label are looked at: those that
 * it has built. A release that needs one again gets it from its registry.
 */
export class ImageCleanup {
  private readonly deps: ImageCleanupDeps;
  private readonly unusedSince = new Map<string, number>();

  constructor(deps: ImageCleanupDeps) {
    this.deps = deps;
  }

  start(): void {
    void this.turn();
  }

  /** One cycle; answers how many images went. */
  async run(now = Date.now(), { minimumAge, perCycle } = CLEANUP): Promise<number> {
    const unused = await this.unused();
    this.note(unused, now);
    const due = unused.filter(({ id }) => now - (this.unusedSince.get(id) ?? now) >= minimumAge).slice(0, perCycle);
    for (const image of due) await this.remove(image);
    return due.length;
  }

  // Private

  private async turn(): Promise<void> {
    const { signal, log } = this.deps;
    while (!signal.aborted) {
      await this.run().catch((error) => {
        if (!isEngineGone(error)) log.error('unused images could not be removed', error);
      });
      await sleep(CLEANUP.interval, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  private async unused(): Promise<EngineImage[]> {
    const { engine, config } = this.deps;
    const label = [`${RACK_LABEL}=${config.rack}`];
    const [images, containers] = await Promise.all([
      engine.listImages({ filters: { label } }),
      engine.listContainers({ all: true }),
    ]);
    return unusedImages(images.map(engineImage), {
      rack: config.rack,
      registry: `127.0.0.1:${config.registryPort}`,
      containers: new Set(containers.map(({ ImageID }) => ImageID)),
      wanted: this.wanted(),
    });
  }

  /** What services may start: their deployments, and what a failed one is rolled back to. */
  private wanted(): Set<string> {
    const { store } = this.deps;
    const services = store.services.all().filter(({ status }) => status !== 'INACTIVE');
    const deployments = services.flatMap((service) => [...service.deployments, service.lastCompleted]);
    const tasks = store.tasks.all().filter(({ lastStatus }) => lastStatus !== 'STOPPED');
    const named = [...deployments.map((each) => each?.taskDefinition), ...tasks.map(({ definition }) => definition)];
    const definitions = [...new Set(named.filter((arn) => arn !== undefined))].map((arn) => definitionOf(store, arn));
    return new Set(definitions.flatMap(({ containers }) => containers.map(({ image }) => image)));
  }

  private note(unused: EngineImage[], now: number): void {
    const ids = new Set(unused.map(({ id }) => id));
    for (const id of this.unusedSince.keys()) if (!ids.has(id)) this.unusedSince.delete(id);
    for (const id of ids) if (!this.unusedSince.has(id)) this.unusedSince.set(id, now);
  }

  /** By each of its names: the last one takes the image along. What was taken into use meanwhile stays. */
  private async remove({ id, names }: EngineImage): Promise<void> {
    const { engine, log } = this.deps;
    for (const name of names.length > 0 ? names : [id]) {
      await engine
        .getImage(name)
        .remove()
        .catch((error) => {
          if (![404, 409].includes(statusOf(error) ?? 0)) throw error;
        });
    }
    log.info(`the unused image ${names[0] ?? id} was removed`);
  }
}

// Private

function engineImage({ Id, RepoTags, RepoDigests }: Awaited<ReturnType<Engine['listImages']>>[number]): EngineImage {
  const names = [...(RepoTags ?? []), ...(RepoDigests ?? [])].filter((name) => !name.startsWith('<none>'));
  return { id: Id, names };
}
