import { parseGlob } from './glob.ts';

/** One line of an ignore file, as Docker's patternmatcher reads it. */
export interface Pattern {
  /** True for `!pattern`. */
  takesBack: boolean;
  /** Whether it names this very path; what lies below is the caller's matter. */
  fits(path: string): boolean;
}

/** Reads one line (no comment); undefined when it says nothing, `bad` when Docker refuses it. */
export function parsePattern(line: string): Pattern | 'bad' | undefined {
  const text = trim(line);
  if (text === '') return undefined;
  const takesBack = text.startsWith('!');
  const rest = takesBack ? trim(text.slice(1)) : text;
  if (rest === '') return 'bad';
  const bare = clean(rest).replace(/^\/(?=.)/, '');
  if (takesBack && bare === '/') return 'bad';
  const path = takesBack ? bare : clean(trim(bare));
  if (!isWellFormed(path)) return 'bad';
  const fits = matcher(path);
  return fits ? { takesBack, fits } : 'bad';
}

// Private

/** What Go's strings.TrimSpace takes for white space: a byte order mark is none. */
const SPACE = '[\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const AROUND = new RegExp(`^${SPACE}|${SPACE}$`, 'g');
const trim = (text: string) => text.replace(AROUND, '');

/** Go's filepath.Clean. */
function clean(path: string): string {
  const isRooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!isRooted) parts.push(part);
  }
  return `${isRooted ? '/' : ''}${parts.join('/')}` || '.';
}

/** Whether Go's filepath.Match can read it: every class closed and with something in it, every `\` followed. */
function isWellFormed(path: string): boolean {
  const member = String.raw`(?:\\[^]|[^\\\]-])`;
  const range = `${member}(?:-${member})?`;
  return new RegExp(`^(?:\\\\[^]|\\[\\^?(?:${range})+\\]|[^\\\\[])*$`, 'u').test(path);
}

/** A function that tells whether a path fits; undefined when Go could not compile the expression. */
function matcher(pattern: string): Pattern['fits'] | undefined {
  // Docker takes a `**` at one end of an otherwise plain pattern for a prefix or suffix, folder borders or not.
  const [, before, plain, after] = /^(\*\*)?([^*?[\]\\]*)(\*\*)?$/s.exec(pattern) ?? [];
  if (plain !== undefined && !before && !after) return (path) => path === plain;
  if (plain !== undefined && !before) return (path) => path.startsWith(plain);
  if (plain !== undefined && !after) return (path) => path.endsWith(plain) || `/${path}` === plain;
  return parseGlob(pattern);
}
