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

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

function parse(text: string, file: string): Pattern[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  return lines.flatMap((line) => {
    if (line.startsWith('#')) return [];
    const pattern = parsePattern(line);
    if (pattern === 'bad') throw badPattern(line.trim(), file);
    return pattern ?? [];
  });
}

function badPattern(pattern: string, file: string): Failure {
  return new Failure('bad_ignore_file', `${file} has a pattern that Docker cannot read: ${pattern}`, {
    hint: 'A character class is closed by ], has something in it, and goes upwards ([a-z]); a \\ has a character after it.',
  });
}
