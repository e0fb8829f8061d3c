import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../lib/failure.ts';
import { KeyedQueue } from '../../../lib/queue.ts';
import { run } from '../../../lib/run.ts';
import { gitEnvironment } from '../environment.ts';
import { ATTRIBUTES } from '../repositories.ts';
import { CommitSource } from '../source.ts';
import { type FetchLimits, fetchFrom, packBytes } from './fetch.ts';
import { type Location, locate } from './locate.ts';
import { publicAddress, type Resolve } from './public-address.ts';

export interface RemotesOptions {
  /** The folder of what was fetched, a repository for each address. */
  folder: string;
  /** Which hosts may be asked, and at which address: those of the public internet. */
  resolve?: Resolve | undefined;
  limits?: Partial<FetchLimits & { cache: number }> | undefined;
}

/** One submodule may have 1 GiB and ten minutes; all together are kept up to 4 GiB. */
const LIMITS = { bytes: 1024 ** 3, time: 10 * 60_000, cache: 4 * 1024 ** 3 };

/** Milliseconds after its last use in which a repository is not removed: a build may still read it. */
const IN_USE = 60 * 60_000;

/** Single commits of public repositories, fetched once and kept while there is room. */
export class Remotes {
  private readonly folder: string;
  private readonly resolve: Resolve;
  private readonly limits: FetchLimits & { cache: number };
  /** One fetch of a repository at a time: the second finds what the first has brought. */
  private readonly queue = new KeyedQueue();

  constructor({ folder, resolve = publicAddress, limits }: RemotesOptions) {
    this.folder = folder;
    this.resolve = resolve;
    this.limits = { ...LIMITS, ...limits };
  }

  /** The tree of this very commit. Throws a `Failure` when it cannot be had; its sentence starts where the caller's ends. */
  commit(url: URL, commit: string, { signal, tell }: { signal: AbortSignal; tell(): void }): Promise<CommitSource> {
    const name = `${createHash('sha256').update(url.href).digest('hex')}.git`;
    const repository = join(this.folder, name);
    const work = async () => {
      // Before the look: another fetch may just be making room.
      await utimes(repository, new Date(), new Date()).catch(() => {});
      if (!(await has(repository, commit))) {
        tell();
        await this.fetch(url, commit, repository, signal);
        await this.makeRoom();
      }
      return new CommitSource({ commit, repository });
    };
    return this.queue.run(name, work, { signal });
  }

  // Private

  private async fetch(url: URL, commit: string, repository: string, signal: AbortSignal): Promise<void> {
    const location = await locate(url, this.resolve, signal);
    const isNew = !(await isRepository(repository));
    if (isNew) await makeRepository(repository);
    else await removeHalfDone(repository);
    try {
      const said = await this.fetchInto(repository, location, commit, signal);
      if (!(await has(repository, commit))) throw notFetched(commit, said);
    } catch (error) {
      // Whatever lies about half-done goes, but not the commits that builds may just be reading.
      if (isNew) await rm(repository, { recursive: true, force: true });
      else await removeHalfDone(repository);
      throw error;
    }
  }

  /** The one commit; where a server gives only what its branches and tags name, those with their history. */
  private async fetchInto(
    repository: string,
    location: Location,
    commit: string,
    signal: AbortSignal,
  ): Promise<string> {
    const fetch = (shallow: boolean, ...refspecs: string[]) =>
      fetchFrom(location, { repository, refspecs, shallow, limits: this.limits, signal });
    const one = await fetch(true, `${commit}:refs/rack/${commit}`);
    if (one.code === 0 || !/unadvertised object/.test(one.said)) return one.said;
    return (await fetch(false, '+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*')).said;
  }

  /** Removes the repositories that were used longest ago. */
  private async makeRoom(): Promise<void> {
    const names = await readdir(this.folder);
    const all = await Promise.all(names.map((name) => this.measured(name)));
    let total = all.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { path, bytes, usedAt } of all.sort((a, b) => a.usedAt - b.usedAt)) {
      if (total <= this.limits.cache || usedAt > Date.now() - IN_USE) return;
      await rm(path, { recursive: true, force: true });
      total -= bytes;
    }
  }

  /** One that another fetch has just removed takes no room. */
  private async measured(name: string): Promise<{ path: string; bytes: number; usedAt: number }> {
    const path = join(this.folder, name);
    const usedAt = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    return { path, bytes: await packBytes(path), usedAt };
  }
}

/** Whether a repository has this commit. */
export async function has(repository: string, commit: string): Promise<boolean> {
  const argv = ['git', '-C', repository, 'cat-file', '-e', `${commit}^{commit}`];
  return (await run(argv, { env: gitEnvironment(), ok: [0, 1, 128] })).code === 0;
}

// Private

const isRepository = (path: string) =>
  stat(join(path, 'info', 'attributes')).then(
    () => true,
    () => false,
  );

/** What a git that was killed has left: the next would take its locks for those of one that runs. */
async function removeHalfDone(repository: string): Promise<void> {
  const packs = join(repository, 'objects', 'pack');
  const left = (await readdir(packs).catch(() => [])).filter((name) => name.startsWith('tmp_'));
  const paths = [...left.map((name) => join(packs, name)), join(repository, 'shallow.lock')];
  await Promise.all(paths.map((path) => rm(path, { force: true })));
}

async function makeRepository(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await run(['git', 'init', '--quiet', '--bare', '--template=', path], { env: gitEnvironment() });
  await mkdir(join(path, 'info'), { recursive: true });
  await writeFile(join(path, 'info', 'attributes'), ATTRIBUTES);
}

function notFetched(commit: string, said: string): Failure {
  if (/not our ref|unadvertised object|^$/.test(said.trim()))
    return new Failure('submodule_commit', `It has no commit ${commit.slice(0, 7)}.`, {
      hint: 'Push that commit to the address in .gitmodules (git push in the submodule), and push this again.',
    });
  return new Failure('submodule_fetch', `git says: ${said.trim().split('\n').at(-1)?.slice(0, 300)}.`);
}
