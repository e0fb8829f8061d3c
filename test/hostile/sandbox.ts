import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { run } from '../../lib/run.ts';

/** What only who reads outside the repositories can know. */
const CANARY = `canary-${createHash('sha256').update(`${process.pid} ${Date.now()}`).digest('hex')}`;

/** Where SQLite and the database's owner write beside the repositories. */
const DATABASE = /^rack\.db(-wal|-shm|-journal)?$/;

/**
 * The folder in which a server under siege lives, with things around it that it has no business with: `outside/`, a
 * repository there, files beside the data. What is made, changed, removed or read of them is noticed.
 */
export class Sandbox {
  readonly root: string;
  /** What the server takes for the machine's folder of temporary files; its data is one folder in it. */
  readonly temporary: string;
  readonly outside: string;
  readonly canary = CANARY;
  private before = new Map<string, string>();
  private readonly watchers: FSWatcher[] = [];
  private readonly seen = new Set<string>();

  private constructor(root: string) {
    this.root = root;
    this.temporary = join(root, 'temporary');
    this.outside = join(root, 'outside');
  }

  static async make(): Promise<Sandbox> {
    const sandbox = new Sandbox(await realpath(await mkdtemp(join(tmpdir(), 'rack-siege-'))));
    await mkdir(sandbox.temporary);
    await mkdir(sandbox.outside);
    await writeFile(join(sandbox.outside, 'secret'), CANARY);
    await sandbox.plantRepository();
    return sandbox;
  }

  /** From now on nothing changes but repositories and the database in `data`. */
  async seal(data: string): Promise<void> {
    this.before = await this.look(data);
    const around: [string, boolean][] = [
      [this.outside, true],
      [this.root, false],
      [this.temporary, false],
      [data, false],
    ];
    for (const [folder, recursive] of around)
      this.watchers.push(
        watch(folder, { recursive }, (_, name) => {
          if (!DATABASE.test(name ?? '') && name !== 'repos')
            this.seen.add(relative(this.root, join(folder, name ?? '')));
        }),
      );
  }

  /** What was made, changed or removed since, also if it is gone again. */
  async changes(data: string): Promise<string[]> {
    const now = await this.look(data);
    const names = new Set([...this.before.keys(), ...now.keys()]);
    const changed = [...names].filter((name) => this.before.get(name) !== now.get(name));
    return [...new Set([...changed, ...this.seen])].sort();
  }

  async remove(): Promise<void> {
    for (const watcher of this.watchers) watcher.close();
    await rm(this.root, { recursive: true, force: true, maxRetries: 3 });
  }

  // Private

  /** A commit that could be cloned by whoever gets git to go there. */
  private async plantRepository(): Promise<void> {
    const repository = join(this.outside, 'canary.git');
    const git = (...args: string[]) => run(['git', '-C', repository, ...args], { input: CANARY });
    await run(['git', 'init', '-q', '--bare', repository]);
    const blob = (await git('hash-object', '-w', '--stdin')).stdout.trim();
    const tree = await run(['git', '-C', repository, 'mktree'], { input: `100644 blob ${blob}\t${CANARY}\n` });
    const who = ['-c', 'user.name=c', '-c', 'user.email=c@test'];
    const commit = await git(...who, 'commit-tree', tree.stdout.trim(), '-m', CANARY);
    await git('update-ref', `refs/heads/${CANARY}`, commit.stdout.trim());
  }

  /** Everything but the insides of repositories and of the database: kind, size, mode, and what is in it. */
  private async look(data: string): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const walk = async (folder: string): Promise<void> => {
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (path === join(data, 'repos') || (folder === data && DATABASE.test(entry.name))) continue;
        const { size, mode, mtimeMs } = await stat(path);
        const content = entry.isFile()
          ? createHash('sha256')
              .update(await readFile(path))
              .digest('hex')
          : '';
        found.set(
          relative(this.root, path),
          entry.isFile() ? `${size} ${mode} ${mtimeMs} ${content}` : `folder ${mode}`,
        );
        if (entry.isDirectory()) await walk(path);
      }
    };
    await walk(this.root);
    return found;
  }
}
