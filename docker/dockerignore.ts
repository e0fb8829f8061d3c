import { Failure } from '../lib/failure.ts';
import { type Pattern, parsePattern } from './ignore-pattern.ts';

/** Tells whether a path of a tree (`src/web.js`) is kept out of a build. */
export interface Ignore {
  (path: string): boolean;
  /** Whether a folder that is out may hold something that is not. */
  hasExceptions: boolean;
}

/** What an ignore file without a pattern keeps out. */
export const NOTHING: Ignore = Object.assign(() => false, { hasExceptions: false });

/**
 * Reads a .dockerignore as Docker does: what `docker build` leaves out of a context, this leaves out. The last pattern
 * that fits a path or a folder above it decides; `!` takes back. BuildKit applies the file only to contexts that the
 * docker command sends; these come as a tar.
 *
 * As in Docker, a folder asks the patterns of what has been taken out so far only: `!a` after `a/b` does not bring `a/b`
 * back, as `a` itself was never out. Throws a `Failure` `bad_ignore_file` that names the pattern Docker refuses, too.
 */
export function dockerignore(text: string, file = '.dockerignore'): Ignore {
  const patterns = parse(text, file);
  if (patterns.length === 0) return NOTHING;
  const folders = new Map<string, Verdict>([['', { isOut: false, hits: patterns.map(() => false) }]]);
  const folder = (path: string): Verdict => {
    const known = folders.get(path);
    if (known) return known;
    const verdict = judge(patterns, path, folder(parentOf(path)));
    // A tree comes folder by folder: those that were asked for long ago are not asked for again.
    if (folders.size > MOST_FOLDERS) for (const old of folders.keys()) if (old !== '') folders.delete(old);
    folders.set(path, verdict);
    return verdict;
  };
  const isOut = (path: string) => judge(patterns, path, folder(parentOf(path))).isOut;
  return Object.assign(isOut, { hasExceptions: patterns.some(({ takesBack }) => takesBack) });
}

// Private

interface Verdict {
  isOut: boolean;
  /** For each pattern, whether it fits the path or a folder above it. */
  hits: boolean[];
}

function judge(patterns: readonly Pattern[], path: string, above: Verdict): Verdict {
  let isOut = false;
  const hits = patterns.map(({ takesBack, fits }, index) => {
    const hit = above.hits[index] || (takesBack === isOut && fits(path));
    if (hit) isOut = !takesBack;
    return hit;
  });
  return { isOut, hits };
}

/** Folders whose verdicts are kept in memory. */
const MOST_FOLDERS = 5000;

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** Every path asks every pattern, and whoever pushes must not hold up the others of the rack by that. */
const MOST_PATTERNS = 1000;
const LONGEST_PATTERN = 1000;

function parse(text: string, file: string): Pattern[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const patterns: Pattern[] = [];
  for (const line of lines) {
    if (line.startsWith('#') || line === '') continue;
    if (line.length > LONGEST_PATTERN) throw tooMuch(`a line of more than ${LONGEST_PATTERN} characters`, file);
    const pattern = parsePattern(line);
    if (pattern === 'bad') throw badPattern(line.trim(), file);
    if (pattern) patterns.push(pattern);
    if (patterns.length > MOST_PATTERNS) throw tooMuch(`more than ${MOST_PATTERNS} patterns`, file);
  }
  return patterns;
}

function tooMuch(what: string, file: string): Failure {
  return new Failure('bad_ignore_file', `${file} has ${what}.`, { hint: 'Name folders in place of what is in them.' });
}

function badPattern(pattern: string, file: string): Failure {
  return new Failure('bad_ignore_file', `${file} has a pattern that Docker cannot read: ${pattern}`, {
    hint: 'A character class is closed by ], has something in it, and goes upwards ([a-z]); a \\ has a character after it.',
  });
}
