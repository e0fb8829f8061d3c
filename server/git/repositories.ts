import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunResult, run } from '../../lib/run.ts';
import { checkAppName } from '../model/app.ts';
import { gitEnvironment } from './environment.ts';

/** What is pushed is what is built: `git archive` must neither leave files out nor write into them. */
export const ATTRIBUTES = '* -export-ignore -export-subst\n';

/** Names of refs that are looked up one by one. */
const MOST_PATTERNS = 50;

/** The bare repositories of all apps, `<root>/<app>.git`. */
export class Repositories {
  private readonly root: string;
  /** Those that are just being made: two at once would fail on git's locks. */
  private readonly making = new Map<string, Promise<void>>();
  private hasEmpty = false;

  constructor(root: string) {
    this.root = root;
  }

  /** Where the app's repository lies. Throws for a name that no app can have. */
  path(app: string): string {
    checkAppName(app);
    return join(this.root, `${app}.git`);
  }

  has(app: string): boolean {
    return existsSync(join(this.path(app), 'info', 'attributes'));
  }

  /** Makes the app's repository unless it is there. */
  async ensure(app: string): Promise<void> {
    if (!this.has(app)) await this.make(this.path(app));
  }

  /** A repository without refs, for those who look at an app that is not there yet. */
  async empty(): Promise<string> {
    const path = join(this.root, '.empty.git');
    if (!this.hasEmpty) await this.make(path);
    this.hasEmpty = true;
    return path;
  }

  /** The folder of what submodules were fetched from; no app has such a name. */
  get submodules(): string {
    return join(this.root, '.submodules');
  }

  async remove(app: string): Promise<void> {
    await rm(this.path(app), { recursive: true, force: true });
  }

  /** The commit that a ref points at, or undefined when there is no such ref. */
  async ref(app: string, name: string): Promise<string | undefined> {
    const { stdout } = await this.git(app, ['rev-parse', '--verify', '--quiet', name], [0, 1]);
    return stdout.trim() || undefined;
  }

  /** Where these refs point; those that are not there are left out. */
  async refs(app: string, names: readonly string[]): Promise<Map<string, string>> {
    if (names.length === 0) return new Map();
    const format = '--format=%(objectname) %(refname)';
    // A command line holds a few names; a push of many is answered by all that there are.
    const patterns = names.length <= MOST_PATTERNS ? names : ['refs/'];
    const { stdout } = await this.git(app, ['for-each-ref', format, '--', ...patterns]);
    const pairs = stdout.split('\n').map((line) => [line.slice(41), line.slice(0, 40)] as const);
    const wanted = new Set(names);
    return new Map(pairs.filter(([name]) => wanted.has(name)));
  }

  /** Makes a fresh clone check out this branch. */
  async setHead(app: string, branch: string): Promise<void> {
    const target = `refs/heads/${branch}`;
    const head = await readFile(join(this.path(app), 'HEAD'), 'utf8');
    if (head.trim() !== `ref: ${target}`) await this.git(app, ['symbolic-ref', 'HEAD', target]);
  }

  /** Lets git pack what has piled up; returns at once when little has. */
  async tidy(app: string): Promise<void> {
    await this.git(app, ['-c', 'gc.autoDetach=false', 'gc', '--auto', '--quiet']);
  }

  /** Removes object directories of pushes that ended without a verdict. Only for a repository that nobody pushes to. */
  async removeQuarantines(app: string): Promise<void> {
    const objects = join(this.path(app), 'objects');
    const names = (await readdir(objects).catch(() => [])).filter((name) => name.startsWith('tmp_objdir-incoming-'));
    await Promise.all(names.map((name) => rm(join(objects, name), { recursive: true, force: true })));
  }

  // Private

  private git(app: string, words: readonly string[], ok = [0]): Promise<RunResult> {
    return run(['git', '-C', this.path(app), ...words], { env: gitEnvironment(), ok });
  }

  private make(path: string): Promise<void> {
    const making = this.making.get(path) ?? this.init(path).finally(() => this.making.delete(path));
    this.making.set(path, making);
    return making;
  }

  private async init(path: string): Promise<void> {
    await mkdir(this.root, { recursive: true });
    const init = ['git', 'init', '--quiet', '--bare', '--template=', '--initial-branch=main', path];
    await run(init, { env: gitEnvironment() });
    await mkdir(join(path, 'info'), { recursive: true });
    await writeFile(join(path, 'info', 'attributes'), ATTRIBUTES);
  }
}
