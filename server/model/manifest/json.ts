import type { Failure } from '../../../lib/failure.ts';
import { type Content, checkSize, DEEPEST, type Entry, tooDeep } from './content.ts';
import type { ManifestFile } from './manifest-file.ts';

/**
 * Reads JSON with its lines, and with it the comments and the commas behind last items that editors allow. Throws a `Failure`
 * `bad_manifest` that names the line.
 */
export function parseJson(text: string, file: ManifestFile): Content {
  checkSize(text, file);
  const reader = new JsonReader(text.replace(/^\uFEFF/, ' '), file);
  const content = reader.value(0);
  reader.end();
  return content;
}

// Private

/** Blanks and comments, then a bracket, comma or colon, a text, or a word. */
const TOKEN = /(?:\s|\/\/[^\n\r]*|\/\*[\s\S]*?\*\/)*([{}[\],:]|"(?:[^"\\\n\r]|\\.)*"|[^\s{}[\],:"/]+|$|.)/y;

class JsonReader {
  private readonly text: string;
  private readonly file: ManifestFile;
  private at = 0;
  private line = 1;
  private token = '';

  constructor(text: string, file: ManifestFile) {
    this.text = text;
    this.file = file;
    this.next();
  }

  value(depth: number): Content {
    const { line, token } = this;
    if (depth > DEEPEST) throw tooDeep(line, this.file);
    if (token === '{') return { is: 'map', line, entries: this.entries(depth + 1) };
    if (token === '[') return { is: 'list', line, items: this.items(depth + 1) };
    this.next();
    if (token.startsWith('"')) return { is: 'text', line, text: this.unquoted(token, line) };
    if (token === 'null') return { is: 'nothing', line };
    if (token === 'true' || token === 'false') return { is: 'boolean', line, text: token };
    if (/^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(token)) return { is: 'number', line, text: token };
    throw this.unexpected(token, 'a value', line);
  }

  end(): void {
    if (this.token !== '') throw this.unexpected(this.token, 'the end', this.line);
  }

  // Private

  private entries(depth: number): Map<string, Entry> {
    const entries = new Map<string, Entry>();
    this.each('}', () => {
      const { line, token } = this;
      if (!token.startsWith('"')) throw this.unexpected(token, 'a key in double quotes', line);
      const key = this.unquoted(token, line);
      if (entries.has(key)) throw this.bad(line, `${key} is there a second time.`);
      this.next();
      this.take(':');
      entries.set(key, { line, value: this.value(depth) });
    });
    return entries;
  }

  private items(depth: number): Content[] {
    const items: Content[] = [];
    this.each(']', () => items.push(this.value(depth)));
    return items;
  }

  private each(end: string, read: () => void): void {
    this.next();
    while (this.token !== end) {
      read();
      if (this.token !== end) this.take(',', `a comma or ${end}`);
    }
    this.next();
  }

  private take(wanted: string, what = wanted): void {
    if (this.token !== wanted) throw this.unexpected(this.token, what, this.line);
    this.next();
  }

  private next(): void {
    TOKEN.lastIndex = this.at;
    const [all, token] = TOKEN.exec(this.text) as unknown as [string, string];
    this.line += all.split(/\r\n|\n|\r/).length - 1;
    this.at += all.length;
    this.token = token;
  }

  private unquoted(token: string, line: number): string {
    try {
      return JSON.parse(token) as string;
    } catch {
      throw this.unexpected(token, 'a text in double quotes', line);
    }
  }

  private unexpected(token: string, wanted: string, line: number): Failure {
    const found = token === '' ? 'The file ends' : `There is ${token.slice(0, 40)}`;
    return this.bad(line, `${found} where ${wanted} should be.`);
  }

  private bad(line: number, what: string): Failure {
    return this.file.bad(line, what, 'It must be JSON: check quotes, commas and brackets.');
  }
}
