import { createReadStream, existsSync, rmSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure } from '../../lib/failure.ts';
import { lines } from '../../lib/lines.ts';
import type { Log } from '../../lib/log.ts';
import { Bell } from './bell.ts';
import { type BuildLine, BuildLog, parseBuildLine } from './build-log.ts';

/** What is kept of builds that ended: so many logs of an app, and so many bytes of all. */
export interface KeptLogs {
  ofApp: number;
  bytes: number;
}

const KEPT: KeptLogs = { ofApp: 100, bytes: 1024 ** 3 };

export interface BuildLogsOptions {
  /** A folder of its own, with one for each app. */
  folder: string;
  log: Log;
  kept?: KeptLogs;
}

export interface ReadOptions {
  /** Goes on until the build ends. */
  follow: boolean;
  signal: AbortSignal;
}

/** The logs of builds, kept on disk: they are there for a build that runs, failed, was cancelled or cut off as for any other. */
export class BuildLogs {
  private readonly folder: string;
  private readonly log: Log;
  private readonly kept: KeptLogs;
  private readonly open = new Set<string>();
  private readonly bell = new Bell();
  private tidying: Promise<void> | undefined;

  constructor({ folder, log, kept = KEPT }: BuildLogsOptions) {
    this.folder = folder;
    this.log = log;
    this.kept = kept;
  }

  /** Begins the log of a build. */
  begin(app: string, id: string): BuildLog {
    this.open.add(id);
    const failed = (error: unknown) => this.log.error(`the log of the build ${id} cannot be written`, error);
    return new BuildLog({ path: this.path(app, id), changed: () => this.bell.ring(id), failed });
  }

  /** Ends the log of a build; then the oldest ones make room, for which nobody waits. */
  async end(id: string, log: BuildLog): Promise<void> {
    await log.close();
    this.open.delete(id);
    this.bell.ring(id);
    this.tidying ??= this.makeRoom()
      .catch((error) => this.log.error('old build logs cannot be removed', error))
      .finally(() => {
        this.tidying = undefined;
      });
  }

  /** The lines of a build's log; with `follow` those to come too, until the build ends. Throws when it is not kept any more. */
  async *read(app: string, id: string, { follow, signal }: ReadOptions): AsyncGenerator<BuildLine> {
    const isOpen = this.open.has(id);
    if (!isOpen && !existsSync(this.path(app, id))) throw notKept(id);
    for await (const line of lines(this.chunks(app, id, follow, signal))) yield parseBuildLine(line);
  }

  /** Removes all logs of an app. */
  forget(app: string): void {
    rmSync(join(this.folder, app), { recursive: true, force: true });
  }

  // Private

  private path(app: string, id: string): string {
    return join(this.folder, app, `${id}.log`);
  }

  private async *chunks(app: string, id: string, follow: boolean, signal: AbortSignal): AsyncGenerator<Buffer> {
    let start = 0;
    for (;;) {
      // Asked before the file is read: what is written from here on rings.
      const more = follow && this.open.has(id) ? this.bell.next(id, signal) : undefined;
      for await (const chunk of this.bytes(this.path(app, id), start)) {
        start += chunk.length;
        yield chunk;
      }
      if (!more) return;
      await more;
      signal.throwIfAborted();
    }
  }

  private async *bytes(path: string, start: number): AsyncGenerator<Buffer> {
    if (existsSync(path)) yield* createReadStream(path, { start });
  }

  private async makeRoom(): Promise<void> {
    const apps = await readdir(this.folder);
    const files = (await Promise.all(apps.map((app) => this.logsOf(app)))).map(newestFirst);
    for (const { path } of files.flatMap((ofApp) => ofApp.slice(this.kept.ofApp))) await rm(path, { force: true });
    let room = this.kept.bytes;
    for (const { path, bytes } of newestFirst(files.flatMap((ofApp) => ofApp.slice(0, this.kept.ofApp)))) {
      room -= bytes;
      if (room < 0) await rm(path, { force: true });
    }
  }

  /** Of an app that is removed meanwhile there are none. */
  private async logsOf(app: string): Promise<Kept[]> {
    const names = await readdir(join(this.folder, app)).catch(() => []);
    const ended = names.filter((name) => !this.open.has(basename(name, '.log')));
    const found = ended.map(async (name) => {
      const path = join(this.folder, app, name);
      const { size = 0, mtimeMs = 0 } = (await stat(path).catch(() => undefined)) ?? {};
      return { path, bytes: size, at: mtimeMs };
    });
    return Promise.all(found);
  }
}

// Private

interface Kept {
  path: string;
  bytes: number;
  at: number;
}

function newestFirst(files: readonly Kept[]): Kept[] {
  return files.toSorted((a, b) => b.at - a.at);
}

function notKept(id: string): Failure {
  return new Failure('build_log_not_kept', `The log of the build ${id} is not kept any more.`, {
    hint: `Of each app the logs of the last ${KEPT.ofApp} builds are kept, while the disk has room for them.`,
  });
}
