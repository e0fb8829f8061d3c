import { Failure } from '../../lib/failure.ts';
import { shellWord } from '../../lib/shell-word.ts';
import type { Env } from './environment.ts';

/**
 * Reads variables as `.env` files have them: `NAME=value` a line, blank lines and `# comments`, an `export` in front. What
 * stands in single quotes is taken as it is, over several lines too; in double quotes `\n`, `\r`, `\t` and an escaped character
 * mean what they do elsewhere. No `$` is filled in. Throws a `Failure` `bad_dotenv` that names the line.
 */
export function parseDotenv(text: string): Record<string, string> {
  const scanner = new Scanner(text.replace(/^\uFEFF/, ''));
  const env: Record<string, string> = {};
  for (let name = scanner.name(); name !== undefined; name = scanner.name()) env[name] = scanner.value();
  return env;
}

/** Variables as lines that a shell can `eval` and `parseDotenv` reads: what they were, byte for byte. */
export function dotenvOf(env: Env): string {
  const names = Object.keys(env).sort();
  return names.map((name) => `${name}=${shellWord(env[name] as string)}\n`).join('');
}

// Private

/** What begins the next variable: blank lines and comments, then its name. */
const NAME = /(?:[^\S\n]*(?:#[^\n]*)?\n)*[^\S\n]*(?:export[^\S\n]+)?([A-Za-z_]\w*)[^\S\n]*=[^\S\n]*/y;
const REST = /(?:\s|#[^\n]*(?:\n|$))*$/y;
const LITERAL = /'([^']*)'/y;
const QUOTED = /"((?:[^"\\]|\\[\s\S])*)"/y;
const ESCAPED = /\\([^\n])/y;
const BARE = /[^\s'"\\#]+/y;
const LINE_END = /[^\S\n]*(?:[^\S\n]#[^\n]*)?(?:\n|$)/y;
const WHOLE_LINE = /[^\n]*/y;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

class Scanner {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The next variable's name; undefined at the end. */
  name(): string | undefined {
    if (this.take(REST)) return undefined;
    const found = this.take(NAME);
    if (found) return found[1];
    this.take(/(?:[^\S\n]*(?:#[^\n]*)?\n)*/y);
    throw this.bad('it is no NAME=VALUE');
  }

  value(): string {
    return /['"]/.test(this.text[this.at] ?? '') ? this.quoted() : this.bare();
  }

  // Private

  /** Quoted and bare pieces without a blank between them are one value, as in a shell. */
  private quoted(): string {
    let value = '';
    for (let piece = this.piece(); piece !== undefined; piece = this.piece()) value += piece;
    if (!this.take(LINE_END))
      throw this.bad(/['"]/.test(this.text[this.at] ?? '') ? 'a quote has no end' : 'something follows the quote');
    return value;
  }

  private piece(): string | undefined {
    const literal = this.take(LITERAL);
    if (literal) return literal[1];
    const quoted = this.take(QUOTED)?.[1];
    if (quoted !== undefined) return quoted.replace(/\\([\s\S])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
    return this.take(ESCAPED)?.[1] ?? this.take(BARE)?.[0];
  }

  /** To the end of the line, without a comment and the blanks around. */
  private bare(): string {
    const line = this.take(WHOLE_LINE)?.[0] ?? '';
    return line.replace(/(^|\s)#.*$/, '').trim();
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  private bad(what: string): Failure {
    const line = this.text.slice(0, this.at).split('\n').length;
    return new Failure('bad_dotenv', `Line ${line} cannot be read: ${what}.`, {
      hint: "Write NAME=value, and NAME='a value with anything in it, but for single quotes'.",
    });
  }
}
