import { Failure } from '../../../lib/failure.ts';
import { appNotFound, sees } from '../../model/access.ts';
import type { Developer } from '../../model/developer.ts';
import type { Repositories } from '../repositories.ts';
import { CommitSource, type TreeEntry } from '../source.ts';
import { type Part, SourceTree } from '../source-tree.ts';
import { type Address, addressText, type OwnHosts, parseAddress } from './address.ts';
import { type Declared, readGitmodules } from './gitmodules.ts';
import { has, type Remotes } from './remotes.ts';

/** For whom the submodules of a commit are brought, and how it is told. */
export interface SubmoduleRequest {
  app: string;
  /** Who may know of other apps of this rack, or not. */
  developer: Pick<Developer, 'apps'>;
  /** Whether the build gets what is at this path of the tree. */
  isNeeded(path: string): boolean;
  tell(line: string): void;
  signal: AbortSignal;
}

/** Submodules of submodules are followed this deep. */
const DEEPEST = 5;
/** A push may have this many in all. */
const MOST = 100;

/** Brings the submodules of a commit, which git leaves out of what it archives. */
export class Submodules {
  private readonly repositories: Pick<Repositories, 'path' | 'has'>;
  private readonly remotes: Pick<Remotes, 'commit'>;
  private readonly own: OwnHosts;

  constructor(options: {
    repositories: Pick<Repositories, 'path' | 'has'>;
    remotes: Pick<Remotes, 'commit'>;
    own: OwnHosts;
  }) {
    this.repositories = options.repositories;
    this.remotes = options.remotes;
    this.own = options.own;
  }

  /**
   * The tree with its submodules, and theirs, in place. Throws a `Failure` `submodule` that names the first one that
   * cannot be had, and how to go on. Costs nothing where there are none.
   */
  async bring(commit: CommitSource, request: SubmoduleRequest): Promise<SourceTree> {
    const parts: Part[] = [{ at: '', source: commit }];
    await this.follow(parts, parts[0]!, { kind: 'app', app: request.app }, 1, request);
    return new SourceTree(parts);
  }

  // Private

  private async follow(
    parts: Part[],
    part: Part,
    base: Address,
    depth: number,
    request: SubmoduleRequest,
  ): Promise<void> {
    const entries = await part.source.entries();
    const wanted = entries
      .filter(({ kind }) => kind === 'submodule')
      .map((entry) => ({ entry, at: part.at ? `${part.at}/${entry.path}` : entry.path }))
      .filter(({ at }) => request.isNeeded(at));
    if (wanted.length === 0) return;
    const declared = await readGitmodules(part.source, entries);
    for (const { entry, at } of wanted) {
      try {
        const found = await this.one(entry, at, declared, { base, depth, count: parts.length, request });
        if (!found) continue;
        parts.push(found.part);
        await this.follow(parts, found.part, found.address, depth + 1, request);
      } catch (error) {
        throw named(error, at, request.signal);
      }
    }
  }

  private async one(
    entry: TreeEntry,
    at: string,
    declared: ReadonlyMap<string, Declared> | undefined,
    { base, depth, count, request }: { base: Address; depth: number; count: number; request: SubmoduleRequest },
  ): Promise<{ part: Part; address: Address } | undefined> {
    if (!declared) throw new Failure('bad_gitmodules', 'git cannot read the .gitmodules beside it.', { hint: HINT });
    const { url, isOptional } = declared.get(entry.path) ?? {};
    if (isOptional) {
      request.tell(`Submodule ${at} is left out, as its update = none says`);
      return undefined;
    }
    if (!url) throw new Failure('no_address', 'There is no address of it in .gitmodules.', { hint: HINT });
    if (depth > DEEPEST) throw new Failure('too_deep', `It is more than ${DEEPEST} submodules deep.`, { hint: HINT });
    if (count > MOST) throw new Failure('too_many', `There are more than ${MOST} submodules.`, { hint: HINT });
    const address = parseAddress(url, base, this.own);
    return { part: { at, source: await this.open(address, entry.id, at, request) }, address };
  }

  private async open(address: Address, commit: string, at: string, request: SubmoduleRequest): Promise<CommitSource> {
    const tell = () => request.tell(`Fetching submodule ${at}: ${addressText(address)} at ${commit.slice(0, 7)}`);
    if (address.kind === 'app') {
      const source = await this.ofApp(address.app, commit, request);
      request.tell(`Submodule ${at}: ${addressText(address)} at ${commit.slice(0, 7)}`);
      return source;
    }
    try {
      return await this.remotes.commit(address.url, commit, { signal: request.signal, tell });
    } catch (error) {
      throw withAddress(error, address.url, commit);
    }
  }

  private async ofApp(app: string, commit: string, { developer }: SubmoduleRequest): Promise<CommitSource> {
    if (!sees(developer, app) || !this.repositories.has(app)) throw appNotFound(app, developer);
    const repository = this.repositories.path(app);
    if (await has(repository, commit)) return new CommitSource({ commit, repository });
    throw new Failure('submodule_commit', `The app ${app} has no commit ${commit.slice(0, 7)}.`, {
      hint: `Push it there first, in the submodule: git push rack:${app}; then push this again.`,
    });
  }
}

// Private

const HINT =
  'Take it out (git rm --cached PATH), say update = none in .gitmodules, or keep it out with .dockerignore or .slugignore.';

/** What failed, at its place; a failure within a submodule is named by the inner place already. */
function named(error: unknown, at: string, signal: AbortSignal): unknown {
  if (signal.aborted || !(error instanceof Failure) || error.code === 'submodule') return error;
  const { message, hint = HINT, blame, cause } = error;
  return new Failure('submodule', `The submodule ${at} cannot be built. ${message}`, { hint, blame, cause });
}

function withAddress(error: unknown, url: URL, commit: string): unknown {
  if (!(error instanceof Failure)) return error;
  const { code, message, hint, blame, cause } = error;
  const text = `Fetching ${commit.slice(0, 7)} from ${url.href} failed: ${message}`;
  return new Failure(code, text, { ...(hint && { hint }), blame, cause });
}
