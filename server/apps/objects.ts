import { createWriteStream, rmSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Failure } from '../../lib/failure.ts';
import { requireRole } from '../model/access.ts';
import { newId } from '../model/release.ts';
import type { Actor } from './actor.ts';
import type { Apps } from './apps.ts';

export interface ObjectsOptions {
  apps: Apps;
  /** A folder of its own, with one for each app. */
  folder: string;
  limits?: ObjectLimits;
}

export interface ObjectLimits {
  /** Of the objects of one app together. */
  bytes: number;
  /** Milliseconds that one is kept. */
  age: number;
}

const LIMITS: ObjectLimits = { bytes: 4 * 1024 ** 3, age: 3_600_000 };

/** What clients may call their uploads: below `tmp/`, which the rack clears by itself. */
const KEY = /^tmp\/[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** What clients upload to build it a moment later; what nobody builds is gone after an hour. */
export class Objects {
  private readonly apps: Apps;
  private readonly folder: string;
  private readonly limits: ObjectLimits;
  /** The lives of apps with whose end their objects go. */
  private readonly lives = new WeakSet<AbortSignal>();

  constructor({ apps, folder, limits = LIMITS }: ObjectsOptions) {
    this.apps = apps;
    this.folder = folder;
    this.limits = limits;
    // Whoever was about to build one before the server stopped has seen that fail.
    rmSync(folder, { recursive: true, force: true });
  }

  /** Keeps an object, and answers its key; one is made where none is given. */
  async put(app: string, key: string, content: Readable, actor: Actor, signal: AbortSignal): Promise<string> {
    requireRole(actor.developer, 'deploy', 'an upload');
    this.apps.find(app, actor);
    const chosen = key === '' ? `tmp/${newId('B').toLowerCase()}.tgz` : key;
    const path = this.pathOf(app, chosen);
    await mkdir(join(this.folder, app), { recursive: true, mode: 0o700 });
    this.goWith(app);
    await this.makeRoom(app);
    const incoming = `${path}.${newId('B')}.incoming`;
    try {
      await pipeline(content, createWriteStream(incoming, { mode: 0o600 }), { signal });
      await rename(incoming, path);
    } finally {
      await rm(incoming, { force: true });
    }
    return chosen;
  }

  /** Where an object of an app lies. Throws a `Failure` `object_not_found` where it does not. */
  async path(app: string, key: string): Promise<string> {
    const path = this.pathOf(app, key);
    if (await stat(path).catch(() => undefined)) return path;
    throw new Failure('object_not_found', `${app} has no upload "${key}".`, {
      hint: 'Upload it again: what is not built within an hour is removed.',
    });
  }

  async remove(app: string, key: string): Promise<void> {
    await rm(this.pathOf(app, key), { force: true });
  }

  // Private

  /** Who gets the name of an app next is somebody else. */
  private goWith(app: string): void {
    const life = this.apps.lifetime(app);
    if (this.lives.has(life)) return;
    this.lives.add(life);
    life.addEventListener('abort', () => rmSync(join(this.folder, app), { recursive: true, force: true }));
  }

  private pathOf(app: string, key: string): string {
    if (KEY.test(key)) return join(this.folder, app, key.slice('tmp/'.length));
    throw new Failure('bad_object_key', `"${key}" cannot be the name of an upload.`, {
      hint: 'Name it as in tmp/0123abcd.tgz: up to 100 letters, digits, dots, hyphens and underscores.',
    });
  }

  /** Takes away what is old. Throws a `Failure` when the rest is too much already. */
  private async makeRoom(app: string): Promise<void> {
    const oldest = Date.now() - this.limits.age;
    let bytes = 0;
    for (const name of await readdir(join(this.folder, app))) {
      const path = join(this.folder, app, name);
      const { size = 0, mtimeMs = 0 } = (await stat(path).catch(() => undefined)) ?? {};
      if (mtimeMs < oldest) await rm(path, { force: true });
      else bytes += size;
    }
    if (bytes >= this.limits.bytes) throw tooMuch(app, bytes);
  }
}

// Private

function tooMuch(app: string, bytes: number): Failure {
  const size = `${Math.round(bytes / 1024 ** 2)} MiB`;
  return new Failure('too_many_uploads', `${app} has ${size} of uploads that wait to be built.`, {
    hint: 'They are removed an hour after they came.',
  });
}
