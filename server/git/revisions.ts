import { Failure } from '../../lib/failure.ts';
import { nearest } from '../../lib/nearest.ts';
import { run } from '../../lib/run.ts';
import { gitEnvironment } from './environment.ts';

/** A commit that is stored, as somebody named it. */
export interface Revision {
  commit: string;
  /** The first line of its message. */
  subject: string;
}

/** The fewest digits of a commit's id that name it. */
const FEWEST_DIGITS = 4;

/** Candidates that a refusal lists. */
const MOST_CANDIDATES = 5;

/** What the words of a developer mean in one bare repository: branches, tags, full and short ids of commits. */
export class Revisions {
  private readonly repository: string;

  constructor(repository: string) {
    this.repository = repository;
  }

  /** Throws a `Failure` `commit_not_found` or `commit_ambiguous` unless the word names one commit. */
  async find(word: string): Promise<Revision> {
    const refs = await this.refs();
    const named = refs.filter((ref) => [ref, ref.replace(/^refs\/(heads|tags)\//, '')].includes(word));
    const commits = isId(word) ? await this.commitsOf(word.toLowerCase()) : [];
    const found = [...named, ...commits.filter((commit) => !named.includes(commit))];
    if (found.length > 1) throw ambiguous(word, await Promise.all(found.map((each) => this.described(each))));
    const [only] = found;
    if (only === undefined) throw notFound(word, await this.near(word, refs));
    return this.revision(word, only);
  }

  // Private

  private async git(args: string[], input?: string) {
    const options = { env: gitEnvironment(), ok: [0, 1, 128], ...(input !== undefined && { input }) };
    return run(['git', '-C', this.repository, ...args], options);
  }

  /** The full names of all branches and tags. */
  private async refs(): Promise<string[]> {
    const { stdout } = await this.git(['for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/tags']);
    return stdout.split('\n').filter((line) => line !== '');
  }

  /** The commits whose id begins with these digits. */
  private async commitsOf(digits: string): Promise<string[]> {
    const { stdout } = await this.git(['rev-parse', `--disambiguate=${digits}`]);
    const { stdout: types } = await this.git(['cat-file', '--batch-check=%(objectname) %(objecttype)'], stdout);
    return types.split('\n').flatMap((line) => (line.endsWith(' commit') ? [line.split(' ')[0] as string] : []));
  }

  private async revision(word: string, name: string): Promise<Revision> {
    const { code, stdout } = await this.git(['log', '-1', '--format=%H%n%s', `${name}^{commit}`, '--']);
    if (code !== 0) throw new Failure('commit_not_found', `${word} does not point at a commit.`);
    const [commit = '', subject = ''] = stdout.split('\n');
    return { commit, subject };
  }

  private async described(name: string): Promise<string> {
    const { stdout } = await this.git(['log', '-1', '--format=%h %s', `${name}^{commit}`, '--']);
    return name.startsWith('refs/') ? `${name} (${stdout.trim()})` : stdout.trim();
  }

  /** What may have been meant: a name that is near, or else where the branches are. */
  private async near(word: string, refs: readonly string[]): Promise<string> {
    const names = refs.map((ref) => ref.replace(/^refs\/(heads|tags)\//, ''));
    const one = nearest(word, names);
    if (one !== undefined) return `Did you mean ${one}?`;
    if (names.length === 0) return 'Nothing was pushed to this app yet: git push rack main';
    const shown = names.slice(0, MOST_CANDIDATES).join(', ');
    return `Branches and tags here: ${shown}${names.length > MOST_CANDIDATES ? ', …' : ''}`;
  }
}

// Private

const isId = (word: string) => word.length >= FEWEST_DIGITS && /^[0-9a-f]{1,64}$/i.test(word);

function notFound(word: string, hint: string): Failure {
  const short = word.length > 100 ? `${word.slice(0, 97)}…` : word;
  return new Failure('commit_not_found', `There is no commit, branch or tag "${short}" in this app's repository.`, {
    hint,
  });
}

function ambiguous(word: string, candidates: readonly string[]): Failure {
  const shown = candidates.slice(0, MOST_CANDIDATES).map((each) => `  ${each}`);
  const more = candidates.length > shown.length ? [`  … and ${candidates.length - shown.length} more`] : [];
  return new Failure('commit_ambiguous', [`"${word}" may mean each of`, ...shown, ...more].join('\n'), {
    hint: 'Say more of its id, or the full name, as in refs/heads/main.',
  });
}
