/**
 * Whether some version of a line (`8.2`) is in a range as Composer and RubyGems write them: `^8.1`, `~> 3.2`,
 * `>= 8.1 <8.4`, `7.4.* || ^8.0`, `8.1 - 8.3`. What cannot be read fits nothing. A version of less than three parts is a
 * line of its own: `8.2` means any 8.2.
 */
export function lineFits(line: string, range: string): boolean {
  return normal(range)
    .split('|')
    .some((part) => within(lineOf(line), part.trim()));
}

/** The highest of these lines that fits a range; undefined when none does. */
export function highestLine(lines: readonly string[], range: string): string | undefined {
  const fitting = lines.filter((line) => lineFits(line, range));
  return fitting.sort((a, b) => lineOf(a)[0] - lineOf(b)[0]).at(-1);
}

// Private

/** From the first version to the one before the second, as numbers. */
type Span = readonly [from: number, to: number];

const ANY: Span = [0, Number.POSITIVE_INFINITY];

const lineOf = (line: string): Span => comparison(`=${line}`)!;

/** Every range as comparisons between blanks, the alternatives between bars. */
function normal(range: string): string {
  return range
    .replace(/@\w+/g, '')
    .replace(/\s*\|+\s*/g, '|')
    .replace(/(\S+)\s+-\s+(\S+)/g, '>=$1 <=$2')
    .replace(/~>/g, '~')
    .replace(/([~^<>=!])\s+/g, '$1')
    .replace(/,/g, ' ');
}

function within(line: Span, comparisons: string): boolean {
  const spans = comparisons.split(/\s+/).filter(Boolean).map(comparison);
  if (spans.length === 0 || spans.includes(undefined)) return false;
  const all = [line, ...(spans as Span[])];
  return Math.max(...all.map(([from]) => from)) < Math.min(...all.map(([, to]) => to));
}

const COMPARISON = /^(\^|~|>=|<=|!=|>|<|==?)?v?(\d+|\*)((?:\.(?:\d+|[*x]))*)(?:-\w+)*$/;

function comparison(text: string): Span | undefined {
  const [, sign = '=', first, rest = ''] = COMPARISON.exec(text) ?? [];
  if (first === undefined) return undefined;
  if (first === '*' || sign === '!=') return ANY;
  const parts = [first, ...rest.split('.').slice(1)].filter((part) => /^\d+$/.test(part)).map(Number);
  const [from, next] = [number(parts), number(raised(parts, parts.length))];
  if (sign === '>=') return [from, ANY[1]];
  if (sign === '>') return [from + 1, ANY[1]];
  if (sign === '<') return [0, from];
  if (sign === '<=') return [0, next];
  if (sign === '^') return [from, number(raised(parts, 1))];
  return [from, sign === '~' ? number(raised(parts, Math.max(parts.length - 1, 1))) : next];
}

/** The first version above all that share this many parts. */
function raised(parts: readonly number[], shared: number): number[] {
  return [...parts.slice(0, shared - 1), parts[shared - 1]! + 1];
}

function number([major = 0, minor = 0, patch = 0]: readonly number[]): number {
  return (major * 1000 + minor) * 1000 + patch;
}
