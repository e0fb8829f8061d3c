import { Failure } from '../lib/failure.ts';

export type TomlValue = string | number | boolean | TomlValue[] | TomlTable;

export interface TomlTable {
  [key: string]: TomlValue;
}

/** What a TOML file says; dates stay text. Throws a `Failure` `bad_toml` that names the file and the line. */
export function parseToml(text: string, file: string): TomlTable {
  return new TomlReader(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'), file).document();
}

/** The table at a path of keys, such as `tool`, `poetry`; an empty one when it is not there. */
export function tableAt(table: TomlTable, ...keys: readonly string[]): TomlTable {
  let found: TomlValue | undefined = table;
  for (const key of keys) found = isTable(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return isTable(found) ? found : {};
}

/** Whether a value is a table, and no list. */
export function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === 'object' && !Array.isArray(value);
}

/** The texts of a list, without what else is in it. */
export function texts(value: TomlValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

// Private

const ESCAPES: Record<string, string> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', e: '\u001B', '"': '"', '\\': '\\' }; // biome-ignore format: one glance
const NUMBER = /^[+-]?(?:0x[\da-f_]+|0o[0-7_]+|0b[01_]+|inf|nan|[\d_]+(?:\.[\d_]+)?(?:e[+-]?[\d_]+)?)$/i;
const DATE = /^\d{4}-\d\d-\d\d|^\d\d:\d\d/;

class TomlReader {
  private readonly text: string;
  private readonly file: string;
  private at = 0;

  constructor(text: string, file: string) {
    this.text = text;
    this.file = file;
  }

  document(): TomlTable {
    const root = emptyTable();
    let table = root;
    for (this.blank(); this.at < this.text.length; this.blank()) {
      if (this.takes('[[')) table = this.header(root, ']]');
      else if (this.takes('[')) table = this.header(root, ']');
      else this.pair(table);
      this.endOfLine();
    }
    return root;
  }

  // Private

  /** `[a.b]` or, the second time and so on a new one, `[[a.b]]`. */
  private header(root: TomlTable, end: ']' | ']]'): TomlTable {
    const keys = this.keys();
    if (!this.takes(end)) throw this.wrong(`"${end}" is missing`);
    const parent = this.inner(root, keys.slice(0, -1));
    const last = keys.at(-1)!;
    if (end === ']') return this.inner(parent, [last]);
    parent[last] ??= [];
    const list = parent[last];
    if (!Array.isArray(list)) throw this.wrong(`${last} is there already, and is no list`);
    return list[list.push(emptyTable()) - 1] as TomlTable;
  }

  private pair(table: TomlTable): void {
    const keys = this.keys();
    if (!this.takes('=')) throw this.wrong('"=" is missing');
    const [parent, last] = [this.inner(table, keys.slice(0, -1)), keys.at(-1)!];
    if (Object.hasOwn(parent, last)) throw this.wrong(`${last} is there twice`);
    parent[last] = this.value();
  }

  private inner(table: TomlTable, keys: readonly string[]): TomlTable {
    for (const key of keys) {
      table[key] ??= emptyTable();
      const next: TomlValue = table[key];
      const found = Array.isArray(next) ? next.at(-1) : next;
      if (!isTable(found)) throw this.wrong(`${key} is there already, and is no table`);
      table = found;
    }
    return table;
  }

  private keys(): string[] {
    const keys = [this.key()];
    while (this.takes('.')) keys.push(this.key());
    return keys;
  }

  private key(): string {
    this.space();
    const quote = this.text[this.at];
    const key = quote === '"' || quote === "'" ? this.string() : this.match(/[\w-]+/y);
    if (key === undefined) throw this.wrong('a key is missing');
    this.space();
    return key;
  }

  private value(): TomlValue {
    this.space();
    const first = this.text[this.at];
    if (first === '"' || first === "'") return this.string();
    if (this.takes('[')) return this.list();
    if (this.takes('{')) return this.inlineTable();
    return this.scalar(this.match(/[^\s,#\]}]+(?: \d\d:[^\s,#\]}]+)?/y) ?? '');
  }

  private scalar(word: string): TomlValue {
    if (word === 'true' || word === 'false') return word === 'true';
    if (DATE.test(word)) return word;
    if (!NUMBER.test(word)) throw this.wrong(word === '' ? 'a value is missing' : `"${word}" is no value`);
    return Number(word.replaceAll('_', ''));
  }

  private list(): TomlValue[] {
    const list: TomlValue[] = [];
    for (this.blank(); !this.takes(']'); this.blank()) {
      list.push(this.value());
      this.blank();
      if (!this.takes(',') && this.text[this.at] !== ']') throw this.wrong('"]" is missing');
    }
    return list;
  }

  private inlineTable(): TomlTable {
    const table = emptyTable();
    for (this.blank(); !this.takes('}'); this.blank()) {
      this.pair(table);
      this.blank();
      if (!this.takes(',') && this.text[this.at] !== '}') throw this.wrong('"}" is missing');
    }
    return table;
  }

  private string(): string {
    const raw =
      this.match(/"""[\s\S]*?(?<!\\)(?:\\\\)*"""(?:"{0,2})|'''[\s\S]*?'''(?:'{0,2})/y) ??
      this.match(/"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y);
    if (raw === undefined) throw this.wrong('a text does not end');
    const quotes = /^("""|'''|"|')/.exec(raw)![0];
    const inside = raw.slice(quotes.length, -quotes.length);
    const text = quotes.length === 3 ? inside.replace(/^\n/, '') : inside;
    return quotes.startsWith("'") ? text : this.unescaped(text.replace(/\\[ \t]*\n\s*/g, ''));
  }

  private unescaped(text: string): string {
    return text.replace(/\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))/gs, (_, short, long, letter: string) => {
      if (letter === undefined) return String.fromCodePoint(Number.parseInt(short ?? long, 16));
      if (ESCAPES[letter] === undefined) throw this.wrong(`"\\${letter}" means nothing`);
      return ESCAPES[letter];
    });
  }

  private endOfLine(): void {
    this.space();
    this.match(/#[^\n]*/y);
    if (this.at < this.text.length && !this.takes('\n')) throw this.wrong('something is behind the value');
  }

  private space(): void {
    this.match(/[ \t]+/y);
  }

  /** Spaces, ends of lines and comments. */
  private blank(): void {
    this.match(/(?:\s+|#[^\n]*)+/y);
  }

  private takes(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private wrong(what: string): Failure {
    const line = this.text.slice(0, this.at).split('\n').length;
    return new Failure('bad_toml', `${this.file} is no valid TOML: ${what} in line ${line}.`, {
      hint: `Mend ${this.file}, commit and push again.`,
    });
  }
}

/** Without a prototype: a key may be called `constructor`. */
function emptyTable(): TomlTable {
  return Object.create(null) as TomlTable;
}
