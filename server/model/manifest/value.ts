import type { Failure } from '../../../lib/failure.ts';
import { nearest } from '../../../lib/nearest.ts';
import type { Content, Entry } from './content.ts';
import type { ManifestFile } from './manifest-file.ts';

/** A value of a manifest file as it is asked for; what has another type is refused with its line. */
export class Value {
  /** Where it stands: `services.web.port`. */
  readonly path: string;
  readonly line: number;
  readonly file: ManifestFile;
  private readonly content: Content;

  constructor(file: ManifestFile, content: Content, path = '', line = content.line) {
    this.file = file;
    this.content = content;
    this.path = path;
    this.line = line;
  }

  get is(): Content['is'] {
    return this.content.is;
  }

  /** A text; numbers and booleans as they are written. */
  text(): string {
    if ('text' in this.content) return this.content.text;
    throw this.wrong('a text');
  }

  /** A number, or a text of one. */
  number({ whole = true }: { whole?: boolean } = {}): number {
    const value = 'text' in this.content && /^-?\d+(\.\d+)?$/.test(this.content.text) ? Number(this.content.text) : NaN;
    if (Number.isFinite(value) && (!whole || Number.isInteger(value))) return value;
    throw this.wrong(whole ? 'a whole number' : 'a number');
  }

  /** A number of these; others are refused. */
  numberOf(least: number, most: number): number {
    const value = this.number();
    if (value >= least && value <= most) return value;
    throw this.bad(`${this.path} is ${value}; it can be ${least} to ${most}.`);
  }

  /** A number of these; what is beyond becomes the nearest of them, with a note. */
  numberWithin(least: number, most: number): number {
    const value = this.number();
    const taken = Math.min(Math.max(value, least), most);
    if (taken !== value)
      this.note(`${this.path} is ${value}; ${taken} is taken, the ${value < least ? 'least' : 'most'} there is.`);
    return taken;
  }

  boolean(): boolean {
    const text = 'text' in this.content ? this.content.text.toLowerCase() : '';
    if (/^(true|yes|on)$/.test(text)) return true;
    if (/^(false|no|off)$/.test(text)) return false;
    throw this.wrong('true or false');
  }

  list(): Value[] {
    if (this.content.is !== 'list') throw this.wrong('a list');
    return this.content.items.map((item, at) => new Value(this.file, item, `${this.path}[${at}]`));
  }

  /** Key → value of a map whose keys are names; what is empty is a value that `is` nothing. */
  entries(): [name: string, value: Value][] {
    return [...this.map()].map(([name, entry]) => [name, this.at(name, entry)]);
  }

  /** A map whose keys are known; others get a note. */
  fields<K extends string>(known: readonly K[]): Fields<K> {
    const entries = this.map();
    for (const [name, { line }] of entries) {
      if ((known as readonly string[]).includes(name)) continue;
      const near = nearest(name, known);
      this.file.note(
        line,
        `${this.under(name)} is not known${near ? `; did you mean ${near}?` : ' and does nothing.'}`,
      );
    }
    return new Fields(this, (name) => {
      const entry = entries.get(name);
      return entry && entry.value.is !== 'nothing' ? this.at(name, entry) : undefined;
    });
  }

  /** The same with all texts in it changed. */
  withTexts(change: (text: string, line: number) => string): Value {
    return new Value(this.file, changed(this.content, change), this.path, this.line);
  }

  note(what: string): void {
    this.file.note(this.line, what);
  }

  bad(what: string, hint?: string): Failure {
    return this.file.bad(this.line, what, hint);
  }

  // Private

  private map(): ReadonlyMap<string, Entry> {
    if (this.content.is === 'nothing') return new Map();
    if (this.content.is !== 'map') throw this.wrong('a map of names and values');
    return this.content.entries;
  }

  private at(name: string, { line, value }: Entry): Value {
    return new Value(this.file, value, this.under(name), line);
  }

  private under(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  private wrong(wanted: string): Failure {
    const what = this.path === '' ? 'The file' : this.path;
    return this.bad(`${what} should be ${wanted}, and is ${WORDS[this.is]}.`);
  }
}

/** The values of a map by its known keys. */
export class Fields<K extends string> {
  /** The map itself. */
  readonly of: Value;
  /** What stands at a key; undefined where nothing does. */
  readonly get: (name: K) => Value | undefined;

  constructor(of: Value, get: (name: K) => Value | undefined) {
    this.of = of;
    this.get = get;
  }

  /** Notes of each of these keys that is there that it is not done, and why. */
  readonly notDone = (reasons: Partial<Record<K, string>>): void => {
    for (const name of Object.keys(reasons) as K[]) {
      const value = this.get(name);
      value?.note(`${value.path} is not done: ${reasons[name]}.`);
    }
  };
}

// Private

function changed(content: Content, change: (text: string, line: number) => string): Content {
  if (content.is === 'text') return { ...content, text: change(content.text, content.line) };
  if (content.is === 'list') return { ...content, items: content.items.map((item) => changed(item, change)) };
  if (content.is !== 'map') return content;
  const entries = [...content.entries].map(
    ([name, { line, value }]) => [name, { line, value: changed(value, change) }] as const,
  );
  return { ...content, entries: new Map(entries) };
}

const WORDS: Record<Content['is'], string> = {
  text: 'a text',
  number: 'a number',
  boolean: 'true or false',
  nothing: 'empty',
  list: 'a list',
  map: 'a map',
};
