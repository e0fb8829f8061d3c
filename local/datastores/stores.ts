import type { Readable } from 'node:stream';
import type { ContainerCreateOptions } from 'dockerode';
import { poll } from '../../lib/retry.ts';
import { timeLimited } from '../../lib/time-limit.ts';
import { RACK_LABEL } from '../config.ts';
import { type ContainerEntry, Containers } from '../docker/containers.ts';
import type { Engine } from '../docker/engine.ts';
import { networkName } from '../docker/network.ts';
import { ensureVolume, removeVolume } from '../docker/volumes.ts';
import type { ImageName, Images } from '../images/images.ts';
import { ask, type ExecStreams, exec } from './exec.ts';
import type { Place } from './places.ts';

/** A server of data, as a container runs it. */
export interface StoreSpec {
  /** Of the service and the store: `rds-orders`. Container and volume are called after it. */
  name: string;
  image: ImageName;
  /** The arguments of the image's program. */
  command: string[];
  /** The port that it listens on in its container. */
  port: number;
  place: Place;
  /** MiB of memory. */
  memory: number;
  /** Whether it keeps its data in a volume. */
  isKept: boolean;
  /** Answers, by what it writes, that it serves. */
  probe: string[];
}

/** The label that says which data store a container is. */
const STORE_LABEL = 'io.rack.datastore';

/** What of a specification a container was made of: another one is made when that changes. */
const SPEC_LABEL = 'io.rack.datastore-spec';

const MIB = 1024 * 1024;

/** Seconds in which a server may write down what it holds when it is stopped. */
const GRACE = 60;

/** Milliseconds in which one must serve; a large one reads its log after a crash. */
const START_LIMIT = 10 * 60_000;

const PROBING = { first: 50, factor: 1.3, most: 500 };

/** The data stores of a rack at the Docker engine: each is a container with a volume that outlives it. */
export class Stores {
  private readonly engine: Engine;
  private readonly containers: Containers;
  private readonly images: Images;
  private readonly rack: string;

  constructor({ engine, images, rack }: { engine: Engine; images: Images; rack: string }) {
    this.engine = engine;
    this.containers = new Containers(engine);
    this.images = images;
    this.rack = rack;
  }

  /** Runs it as it is specified, in the newest image unless it runs so already, and resolves when it serves. */
  async ensure(spec: StoreSpec, signal: AbortSignal): Promise<void> {
    const found = await this.entry(spec.name);
    if (!found?.running || found.labels[SPEC_LABEL] !== fingerprint(spec)) {
      if (found) await this.end(spec.name);
      await this.create(spec);
      await this.containers.start(this.dockerName(spec.name));
    }
    const limit = timeLimited(signal, START_LIMIT);
    await poll(() => this.serves(spec), { pace: PROBING, signal: limit });
  }

  /** Makes its container and volume anew, and puts the files of an archive (tar, perhaps compressed) where its data lies. */
  async fill(spec: StoreSpec, archive: Readable): Promise<void> {
    await this.remove(spec.name);
    await this.create(spec);
    await this.engine.getContainer(this.dockerName(spec.name)).putArchive(archive, { path: `${DATA}/cluster` });
  }

  async stop(name: string): Promise<void> {
    await this.containers.stop(this.dockerName(name), GRACE);
  }

  /** Takes it away with its data. */
  async remove(name: string): Promise<void> {
    await this.end(name);
    await removeVolume(this.engine, this.dockerName(name));
  }

  exec(name: string, argv: string[], streams?: ExecStreams): Promise<void> {
    return exec(this.engine, this.dockerName(name), argv, streams);
  }

  /** What a program in its container writes. */
  ask(name: string, argv: string[], input?: Readable): Promise<string> {
    return ask(this.engine, this.dockerName(name), argv, input);
  }

  /** The names of the stores that run. */
  async running(): Promise<Set<string>> {
    const entries = await this.containers.list(RACK_LABEL, this.rack);
    const ours = entries.filter(({ running, labels }) => running && labels[STORE_LABEL]);
    return new Set(ours.map(({ labels }) => labels[STORE_LABEL] as string));
  }

  // Private

  private dockerName(name: string): string {
    return `rack-${this.rack}-${name}`;
  }

  private async entry(name: string): Promise<ContainerEntry | undefined> {
    const all = await this.containers.list(STORE_LABEL, name);
    return all.find(({ labels }) => labels[RACK_LABEL] === this.rack);
  }

  private async end(name: string): Promise<void> {
    await this.stop(name);
    await this.containers.remove(this.dockerName(name));
  }

  private async create(spec: StoreSpec): Promise<void> {
    const image = await this.images.ensureImage(spec.image);
    const name = this.dockerName(spec.name);
    if (spec.isKept) await ensureVolume(this.engine, name, { [RACK_LABEL]: this.rack });
    await this.containers.create(containerOptions(spec, { name, image, rack: this.rack }));
  }

  private async serves({ name, probe }: StoreSpec): Promise<true | undefined> {
    try {
      await this.exec(name, probe);
      return true;
    } catch {
      // It may have ended, as after a power cut in its first second; whoever runs it again waits for the same.
      return undefined;
    }
  }
}

// Private

/** Where a store finds its volume; its image has the folder `cluster` in it, for the data. */
const DATA = '/data';

function fingerprint({ image, command, place, memory }: StoreSpec): string {
  return JSON.stringify({ image, command, place, memory });
}

function containerOptions(
  spec: StoreSpec,
  { name, image, rack }: { name: string; image: string; rack: string },
): ContainerCreateOptions & { name: string } {
  const port = `${spec.port}/tcp`;
  return {
    name,
    Image: image,
    Cmd: spec.command,
    Labels: { [RACK_LABEL]: rack, [STORE_LABEL]: spec.name, [SPEC_LABEL]: fingerprint(spec) },
    ExposedPorts: { [port]: {} },
    HostConfig: {
      NetworkMode: networkName(rack),
      PortBindings: { [port]: [{ HostIp: spec.place.address, HostPort: `${spec.place.port}` }] },
      ...(spec.isKept && { Binds: [`${name}:${DATA}`] }),
      Memory: spec.memory * MIB,
      MemorySwap: spec.memory * MIB,
      Tmpfs: { '/run/rack': 'mode=1777', '/tmp': 'mode=1777' },
      CapDrop: ['ALL'],
      ReadonlyRootfs: true,
      SecurityOpt: ['no-new-privileges'],
      // Comes back by itself when it crashes; after a reboot it waits for local/, as the apps do.
      RestartPolicy: { Name: 'on-failure' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '5m', 'max-file': '2' } },
    },
  };
}
