import { isAlias, isMap, isPair, isScalar, isSeq, Lexer, LineCounter, type Pair, parseDocument } from 'yaml';
import { type Content, checkSize, DEEPEST, type Entry, tooDeep } from './content.ts';
import type { ManifestFile } from './manifest-file.ts';

/** Reads YAML, with its anchors and merge keys. Throws a `Failure` `bad_manifest` that names the line. */
export function parseYaml(text: string, file: ManifestFile): Content {
  checkSize(text, file);
  checkDepth(text, file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, ...OPTIONS });
  const [error] = document.errors;
  if (error)
    throw file.bad(lines.linePos(error.pos[0]).line, `It is not YAML: ${error.message}.`, 'Check indents and quotes.');
  return new Conversion(file, lines).content(document.contents, 0);
}

// Private

/** What aliases unfold to counts: a few lines of them can stand for more than there is memory. */
const MOST_VALUES = 20_000;

/** Blanks in front of a line; each level of a map takes one at least. */
const WIDE = /^ {200}/;

const OPTIONS = {
  prettyErrors: false,
  stringKeys: true,
  schema: 'core',
  uniqueKeys: false,
  logLevel: 'error',
} as const;

class Conversion {
  private readonly file: ManifestFile;
  private readonly lines: LineCounter;
  private readonly anchors = new Map<string, { content: Content; size: number }>();
  private size = 0;

  constructor(file: ManifestFile, lines: LineCounter) {
    this.file = file;
    this.lines = lines;
  }

  content(node: unknown, depth: number): Content {
    const line = this.lineOf(node);
    if (isAlias(node)) return this.unfolded(node.source, line);
    if (depth > DEEPEST) throw tooDeep(line, this.file);
    const before = this.size;
    this.count(1, line);
    const content = this.plain(node, line, depth + 1);
    const anchor = (node as { anchor?: string } | null)?.anchor;
    if (anchor) this.anchors.set(anchor, { content, size: this.size - before });
    return content;
  }

  // Private

  private plain(node: unknown, line: number, depth: number): Content {
    if (isSeq(node)) return { is: 'list', line, items: node.items.map((item) => this.content(item, depth)) };
    if (isMap(node)) return { is: 'map', line, entries: this.entries(node.items, depth) };
    if (!isScalar(node) || node.value === null) return { is: 'nothing', line };
    const is = typeof node.value === 'number' ? 'number' : typeof node.value === 'boolean' ? 'boolean' : 'text';
    return { is, line, text: is === 'text' ? String(node.value) : (node.source ?? String(node.value)) };
  }

  /** Keys of the map itself win over merged ones, and the first of those over later ones. */
  private entries(pairs: readonly Pair[], depth: number): Map<string, Entry> {
    const own = new Map<string, Entry>();
    const merged: Content[] = [];
    for (const { key, value } of pairs.filter((pair) => isPair(pair))) {
      const name = isScalar(key) ? String(key.value) : '';
      const entry = { line: this.lineOf(key), value: this.content(value, depth) };
      if (name === '<<') merged.push(...(entry.value.is === 'list' ? entry.value.items : [entry.value]));
      else if (own.has(name)) throw this.file.bad(entry.line, `${name} is there a second time.`);
      else own.set(name, entry);
    }
    for (const each of merged)
      if (each.is === 'map') for (const [name, entry] of each.entries) if (!own.has(name)) own.set(name, entry);
    return own;
  }

  private unfolded(anchor: string, line: number): Content {
    const known = this.anchors.get(anchor);
    if (!known) throw this.file.bad(line, `There is no &${anchor} before *${anchor}, or it is inside of it.`);
    this.count(known.size, line);
    return known.content;
  }

  private count(values: number, line: number): void {
    this.size += values;
    if (this.size > MOST_VALUES) throw this.file.bad(line, `It has more than ${MOST_VALUES} values.`);
  }

  private lineOf(node: unknown): number {
    const range = (node as { range?: [number, number, number] } | null)?.range;
    return range ? this.lines.linePos(range[0]).line : 1;
  }
}

/** What is nested thousands deep in brackets or dashes would end the whole process: the parser goes down by recursion. */
function checkDepth(text: string, file: ManifestFile): void {
  let line = 1;
  let brackets = 0;
  let dashes = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets++;
    else if (token === ']' || token === '}') brackets--;
    else if (token === '-' || token === '?') dashes++;
    else if (token.includes('\n')) [line, dashes] = [line + token.split('\n').length - 1, 0];
    if (brackets + dashes > DEEPEST || WIDE.test(token)) throw tooDeep(line, file);
  }
}
