import { mkdir, rm, writeFile } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { Failure, messageOf } from '../../lib/failure.ts';
import { poll } from '../../lib/retry.ts';
import type { Config } from '../config.ts';
import { notNow } from '../endpoint/unavailable.ts';
import { ensureContainer, MOUNT, runIn } from '../images/container.ts';

/** Milliseconds a registry that was just started may take to answer. */
const START_LIMIT = 20_000;

/** Milliseconds for which an answer of the registry tells that it runs: the engine may have restarted without it since. */
const TRUSTED_FOR = 1000;

/** The content types of manifests that the registry is asked for. */
export const MANIFEST_TYPES = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
];

/** Distribution's registry in a container without network: it listens on a unix socket in our folder only. */
export class Registry {
  readonly agent = new Agent({ keepAlive: true });
  private readonly docker: Docker;
  private readonly config: Config;
  private readonly image: () => Promise<string>;
  private readonly folder: string;
  private running: Promise<void> | undefined;
  private answeredAt = 0;
  private usedAt = 0;
  private users = 0;
  private collecting: Promise<void> | undefined;
  /** There may be blobs that nobody needs: always after a start. */
  private isDirty = true;

  constructor(deps: { docker: Docker; config: Config; image: () => Promise<string> }) {
    this.docker = deps.docker;
    this.config = deps.config;
    this.image = deps.image;
    this.folder = join(deps.config.home, 'ecr');
  }

  get socketPath(): string {
    return join(this.folder, 'socket');
  }

  /** Runs the container if it does not run, and waits until it answers. */
  async ensure(): Promise<void> {
    if (Date.now() - this.answeredAt < TRUSTED_FOR) return;
    this.running ??= this.bring().finally(() => {
      this.running = undefined;
    });
    await this.running;
  }

  /** Makes the next `ensure` look again whether it runs. */
  distrust(): void {
    this.answeredAt = 0;
  }

  /** A manifest as it was pushed, or undefined. */
  async manifest(repository: string, digest: string): Promise<string | undefined> {
    const response = await this.ask('GET', `/v2/${repository}/manifests/${digest}`);
    const text = await textOf(response);
    return response.statusCode === 200 ? text : undefined;
  }

  async hasBlob(repository: string, digest: string): Promise<number | undefined> {
    const response = await this.ask('HEAD', `/v2/${repository}/blobs/${digest}`);
    response.resume();
    return response.statusCode === 200 ? Number(response.headers['content-length']) : undefined;
  }

  async removeManifest(repository: string, digest: string): Promise<void> {
    const response = await this.ask('DELETE', `/v2/${repository}/manifests/${digest}`);
    response.resume();
    this.isDirty = true;
    if (response.statusCode === 202 || response.statusCode === 404) return;
    throw new Failure('registry_refused', `The registry answered ${response.statusCode} to a deletion.`, {
      blame: 'rack',
    });
  }

  /** Resolves when blobs may be read and written, until `done`. */
  async use(): Promise<{ done: () => void }> {
    this.users += 1;
    await this.collecting?.catch(() => {});
    return {
      done: () => {
        this.users -= 1;
        this.usedAt = Date.now();
      },
    };
  }

  /**
   * Removes the blobs that no manifest names any more, unless somebody has used the registry in the last `quiet` milliseconds: Distribution
   * wants no writer meanwhile, and a push has blobs there before its manifest. Who comes meanwhile waits.
   */
  async collect(quiet: number): Promise<void> {
    if (!this.isDirty || this.users > 0 || Date.now() - this.usedAt < quiet) return;
    this.collecting = this.ensure().then(() => runIn(this.docker, this.spec().name, COLLECT));
    await this.collecting.finally(() => {
      this.collecting = undefined;
    });
    this.isDirty = false;
  }

  /** Forgets all that a repository links to, uploads begun among it. */
  async removeRepository(repository: string): Promise<void> {
    this.isDirty = true;
    const root = join(this.folder, 'data', 'docker', 'registry', 'v2', 'repositories');
    for (const part of ['_manifests', '_layers', '_uploads']) {
      await rm(join(root, repository, part), { recursive: true, force: true });
    }
  }

  // Private

  private async bring(): Promise<void> {
    if (!(await this.answers())) await this.run();
    this.answeredAt = Date.now();
  }

  private async run(): Promise<void> {
    await mkdir(join(this.folder, 'data'), { recursive: true, mode: 0o700 });
    await writeFile(join(this.folder, 'registry.yml'), SETTINGS, { mode: 0o600 });
    await ensureContainer(this.docker, this.spec(), this.image);
    await poll(async () => ((await this.answers()) ? true : undefined), {
      pace: { first: 10, factor: 1.5, most: 200 },
      signal: AbortSignal.timeout(START_LIMIT),
    });
  }

  private spec() {
    return {
      name: `rack-${this.config.rack}-registry`,
      rack: this.config.rack,
      folder: this.folder,
      network: 'none' as const,
      command: ['serve', `${MOUNT}/registry.yml`],
    };
  }

  private async answers(): Promise<boolean> {
    try {
      const response = await this.send('GET', '/v2/');
      response.resume();
      return response.statusCode === 200;
    } catch {
      return false;
    }
  }

  private async ask(method: string, path: string): Promise<IncomingMessage> {
    await this.ensure();
    return await this.send(method, path);
  }

  private send(method: string, path: string): Promise<IncomingMessage> {
    const { socketPath, agent } = this;
    return new Promise((resolve, reject) => {
      const headers = { host: 'registry', accept: MANIFEST_TYPES.join(', ') };
      const asked = request({ socketPath, agent, method, path, headers }, resolve);
      asked.on('error', (error) => {
        this.distrust();
        reject(notNow(`The image registry does not answer: ${messageOf(error)}.`));
      });
      asked.end();
    });
  }
}

// Private

const COLLECT = ['docker-registry', 'garbage-collect', `${MOUNT}/registry.yml`];

/** Deletes are on; no cache of blobs, because we remove links behind the registry's back. */
const SETTINGS = `version: 0.1
log:
  level: warn
  accesslog:
    disabled: true
storage:
  filesystem:
    rootdirectory: ${MOUNT}/data
  delete:
    enabled: true
http:
  net: unix
  addr: ${MOUNT}/socket
  relativeurls: true
`;

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
