import { Failure } from '../failure.ts';
import { DIGITS, inBothCases, LAST_POINT, negated, type Ranges, SPACE, union, WORD } from './ranges.ts';

/** What a place in a text must be: its start, its end, where a word begins or ends, or where none does. */
export type Place = 'start' | 'end' | 'edge' | 'no edge';

/** A regular expression, read. */
export type Expression =
  | { kind: 'one of'; ranges: Ranges }
  | { kind: 'place'; place: Place }
  | { kind: 'row'; parts: readonly Expression[] }
  | { kind: 'choice'; choices: readonly Expression[] }
  | { kind: 'repeat'; part: Expression; least: number; most: number };

/** Characters of the longest expression, and how deep its groups may lie in each other. */
const LONGEST = 500;
const DEEPEST = 50;

/** The most that a count in braces may be. */
const MOST_TIMES = 1000;

/**
 * Reads a regular expression as JavaScript, RE2 and `grep -E` have it in common. What only a search that goes back can do
 * (`\1`, `(?=…)`) is refused. Throws a `Failure` `bad_pattern`.
 */
export function parsePattern(text: string): Expression {
  if (text.length > LONGEST) throw bad(text, `is longer than ${LONGEST} characters`);
  return new Parser(text).parse();
}

/** A pattern that is refused. */
export function bad(text: string, why: string): Failure {
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return new Failure('bad_pattern', `The pattern "${shown}" ${why}.`, {
    hint: 'A regular expression such as: error|timeout  ^GET /  status=5\\d\\d  (?i)warning',
  });
}

// Private

const CLASSES: Record<string, Ranges> = { d: DIGITS, w: WORD, s: SPACE };
const CONTROLS: Record<string, number> = { t: 9, n: 10, v: 11, f: 12, r: 13 };
const ANY: Ranges = negated([[10, 10]]);

class Parser {
  private readonly text: string;
  private readonly points: readonly string[];
  private readonly ignoresCase: boolean;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
    this.ignoresCase = text.startsWith('(?i)');
    this.points = [...(this.ignoresCase ? text.slice('(?i)'.length) : text)];
  }

  parse(): Expression {
    const whole = this.choice();
    if (this.at < this.points.length) throw this.bad('has a ) without its (');
    return whole;
  }

  private choice(): Expression {
    const choices = [this.row()];
    while (this.take('|')) choices.push(this.row());
    return choices.length === 1 ? (choices[0] as Expression) : { kind: 'choice', choices };
  }

  private row(): Expression {
    const parts: Expression[] = [];
    while (this.next !== undefined && this.next !== '|' && this.next !== ')') parts.push(this.repeated());
    return { kind: 'row', parts };
  }

  private repeated(): Expression {
    let part = this.atom();
    for (let times = this.times(); times; times = this.times()) {
      if (part.kind === 'repeat') throw this.bad('repeats what is repeated already');
      part = { kind: 'repeat', part, ...times };
      // Few or many: whether it is there at all is the same.
      this.take('?');
    }
    return part;
  }

  private times(): { least: number; most: number } | undefined {
    if (this.take('*')) return { least: 0, most: Infinity };
    if (this.take('+')) return { least: 1, most: Infinity };
    if (this.take('?')) return { least: 0, most: 1 };
    const [braces, least, comma, most] = /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(this.rest(12)) ?? [];
    if (braces === undefined) return undefined;
    this.at += braces.length;
    const times = { least: Number(least), most: most ? Number(most) : comma ? Infinity : Number(least) };
    const isRange = times.least <= times.most && times.least <= MOST_TIMES;
    if (isRange && (times.most <= MOST_TIMES || times.most === Infinity)) return times;
    throw this.bad(`asks for ${braces} times; up to ${MOST_TIMES} may be asked for, the least first`);
  }

  private atom(): Expression {
    const char = this.points[this.at++] as string;
    if (char === '(') return this.group();
    if (char === '[') return { kind: 'one of', ranges: this.set() };
    if (char === '.') return { kind: 'one of', ranges: ANY };
    if (char === '^') return { kind: 'place', place: 'start' };
    if (char === '$') return { kind: 'place', place: 'end' };
    if (char === '\\') return this.escaped();
    if ('*+?'.includes(char)) throw this.bad(`has nothing that its ${char} could repeat`);
    return this.character(char.codePointAt(0) as number);
  }

  private group(): Expression {
    const [look] = /^\?(<?[=!]|>)/.exec(this.rest(3)) ?? [];
    if (look) throw this.bad(`looks around by (${look}…), which is not done here`);
    const [name] = /^\?(:|P?<\w{1,50}>)/.exec(this.rest(60)) ?? [];
    if (this.next === '?' && !name) throw this.bad('has a group of a kind that is not known here');
    this.at += name?.length ?? 0;
    if (++this.depth > DEEPEST) throw this.bad(`has groups more than ${DEEPEST} deep`);
    const inner = this.choice();
    this.depth -= 1;
    if (!this.take(')')) throw this.bad('has a ( without its )');
    return { kind: 'row', parts: [inner] };
  }

  private escaped(): Expression {
    const char = this.next;
    if (char === 'b' || char === 'B') {
      this.at += 1;
      return { kind: 'place', place: char === 'b' ? 'edge' : 'no edge' };
    }
    if (char !== undefined && /[1-9k]/.test(char)) throw this.bad(`refers back by \\${char}, which is not done here`);
    return this.escape();
  }

  /** What follows a backslash, outside of brackets and within. */
  private escape(): Expression & { kind: 'one of' } {
    const char = this.points[this.at++];
    if (char === undefined) throw this.bad('ends in a \\');
    const named = CLASSES[char.toLowerCase()];
    if (named) return { kind: 'one of', ranges: char === char.toLowerCase() ? named : negated(named) };
    const [code, length] = this.code(char) ?? [CONTROLS[char], 0];
    if (code === undefined && /[a-z0-9]/i.test(char)) throw this.bad(`has \\${char}, which means nothing here`);
    this.at += length;
    return this.character(code ?? (char.codePointAt(0) as number));
  }

  /** The character of `x41`, `u0041` or `u{41}`, and how many characters more that takes. */
  private code(char: string): [code: number, length: number] | undefined {
    const match = /^(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\})/i.exec(char + this.rest(8));
    if (!match) return undefined;
    const code = Number.parseInt((match[1] ?? match[2] ?? match[3]) as string, 16);
    if (code > LAST_POINT) throw this.bad(`has ${match[0]}, which is no character`);
    return [code, match[0].length - 1];
  }

  private set(): Ranges {
    const isNegated = this.take('^');
    const all: Ranges[] = [];
    // A bracket that closes at once is one of the characters, as in POSIX.
    do all.push(this.range());
    while (this.next !== undefined && this.next !== ']');
    if (!this.take(']')) throw this.bad('has a [ without its ]');
    const ranges = union(...all);
    return isNegated ? negated(ranges) : ranges;
  }

  private range(): Ranges {
    const first = this.member();
    if (this.next !== '-' || [']', undefined].includes(this.points[this.at + 1])) return this.cased(first);
    this.at += 1;
    const last = this.member();
    const [from, to] = [pointOf(first), pointOf(last)];
    if (from === undefined || to === undefined || from > to) throw this.bad('has a range that does not go upwards');
    return this.cased([[from, to]]);
  }

  /** One character, or a class of them, within brackets. */
  private member(): Ranges {
    const char = this.points[this.at++];
    if (char === undefined) throw this.bad('has a [ without its ]');
    if (char !== '\\') return pointRange(char.codePointAt(0) as number);
    if (this.take('b')) return pointRange(8);
    return this.escape().ranges;
  }

  private character(point: number): Expression & { kind: 'one of' } {
    return { kind: 'one of', ranges: this.cased(pointRange(point)) };
  }

  private cased(ranges: Ranges): Ranges {
    return this.ignoresCase ? inBothCases(ranges) : ranges;
  }

  private get next(): string | undefined {
    return this.points[this.at];
  }

  private take(char: string): boolean {
    if (this.next !== char) return false;
    this.at += 1;
    return true;
  }

  private rest(length: number): string {
    return this.points.slice(this.at, this.at + length).join('');
  }

  private bad(why: string): Failure {
    return bad(this.text, why);
  }
}

const pointRange = (point: number): Ranges => [[point, point]];

function pointOf(ranges: Ranges): number | undefined {
  const [range] = ranges;
  return ranges.length === 1 && range && range[0] === range[1] ? range[0] : undefined;
}
