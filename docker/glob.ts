/**
 * Docker's patterns for paths. Docker writes a pattern as an expression of Go's regexp package, with some marks of
 * expressions let through (`|`, `{2}`, `\d`); the same is made of it here. Expressions of JavaScript would do, but go back
 * and forth: `*a*a*a*a*b` could hold up the server for hours. All ways are walked at once here, as Go does.
 */
export function parseGlob(pattern: string): ((path: string) => boolean) | undefined {
  const ways = split(expressionOf(pattern)).map(parseSteps);
  if (!ways.every((steps) => steps !== undefined)) return undefined;
  // In ^a|b$ only the first way is bound to the start, and only the last to the end.
  ways.slice(0, -1).forEach((steps) => void steps.push(ANYTHING));
  ways.slice(1).forEach((steps) => void steps.unshift(ANYTHING));
  return (path) => {
    const characters = [...path];
    return ways.some((steps) => fits(steps, characters));
  };
}

// Private

interface Step {
  is(character: string): boolean;
  /** `once`; `often`: any number of times; `folders`: nothing, or anything up to a slash. */
  times: 'once' | 'often' | 'folders';
}

const ANYTHING: Step = { is: () => true, times: 'often' };
/** More repetitions, or characters of an expression, than this are refused; Go has the first limit too. */
const MOST_REPEATED = 1000;
const MOST_STEPS = 10_000;

const WILDCARD = /\*\*\/?|\*|\?|\\.|[.+()$]/gsu;

/** Docker knows of no classes when it does this, so that a wildcard between brackets becomes a part of the class. */
function expressionOf(pattern: string): string {
  return pattern.replace(WILDCARD, (token, at: number) => {
    if (token.startsWith('**')) return at + token.length === pattern.length ? '.*' : '(.*/)?';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    return token.startsWith('\\') ? token : `\\${token}`;
  });
}

const CLASS = String.raw`\[\^?(?:\\.|[^\\\]])+\]`;
const TOKEN = new RegExp(
  String.raw`(?<folders>\(\.\*/\)\?)|(?<atom>${CLASS}|\\.|.)(?<times>\*|\{\d+(?:,\d*)?\})?`,
  'gsu',
);

function split(expression: string): string[] {
  const tokens = expression.match(new RegExp(`${CLASS}|\\\\.|.`, 'gsu')) ?? [];
  const ways = [''];
  for (const token of tokens) {
    if (token === '|') ways.push('');
    else ways[ways.length - 1] += token;
  }
  return ways;
}

function parseSteps(expression: string): Step[] | undefined {
  const steps: Step[] = [];
  for (const { groups } of expression.matchAll(TOKEN)) {
    const { folders, atom, times = '' } = groups as Record<string, string | undefined>;
    const is = folders ? isNoLineEnd : parseAtom(atom!);
    if (!is || steps.length > MOST_STEPS) return undefined;
    if (folders) steps.push({ is, times: 'folders' });
    else if (times === '*') steps.push({ is, times: 'often' });
    else if (times === '') steps.push({ is, times: 'once' });
    else if (!repeat(steps, is, times)) return undefined;
  }
  return steps;
}

const isNoLineEnd = (character: string) => character !== '\n';

function repeat(steps: Step[], is: Step['is'], times: string): boolean {
  const [, least, comma, most] = /(\d+)(,?)(\d*)/.exec(times)!.map(String) as [string, string, string, string];
  // A bounded range ({1,3}) would need steps that may be left out; nobody's file has such a name.
  if (Number(least) > MOST_REPEATED || (comma && most)) return false;
  for (let count = 0; count < Number(least); count++) steps.push({ is, times: 'once' });
  if (comma) steps.push({ is, times: 'often' });
  return true;
}

function parseAtom(atom: string): Step['is'] | undefined {
  if (atom === '.') return isNoLineEnd;
  if (atom === '^') return () => false;
  if (atom.startsWith('[') && atom.length > 1) return parseClass(atom.slice(1, -1));
  if (/^\\[dDsSwW]$/.test(atom)) return parseClass(atom);
  if (!atom.startsWith('\\')) return (character) => character === atom;
  const control = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }[atom.slice(1)];
  if (control === undefined && /^\\\w$/.test(atom)) return undefined;
  return (character) => character === (control ?? atom.slice(1));
}

/** A class of Go as one of JavaScript, where fewer characters may be escaped. */
function parseClass(members: string): Step['is'] | undefined {
  const escaped = members.replace(/\\.|\[/gsu, (token) => {
    if (token === '[') return '\\[';
    return /\\[\^$\\.*+?()[\]{}|/\-\w]/.test(token) ? token.replace('\\a', '\\x07') : token.slice(1);
  });
  try {
    const expression = new RegExp(`^[${escaped}]$`, 'su');
    return (character) => expression.test(character);
  } catch {
    return undefined; // Such as the range [z-a].
  }
}

/**
 * Walks all ways through the steps at once. A place is the number of the step before which it stands; inside of the
 * folders that `**` stands for it is that number's complement (`~3`), from where only a slash leads on.
 */
function fits(steps: readonly Step[], characters: readonly string[]): boolean {
  let places = enter(steps, 0, new Set());
  for (const character of characters) {
    const next = new Set<number>();
    for (const place of places) advance(steps, place, character, next);
    if (next.size === 0) return false;
    places = next;
  }
  return places.has(steps.length);
}

/** Stands before a step, and behind those that may be left out. */
function enter(steps: readonly Step[], index: number, places: Set<number>): Set<number> {
  for (let step = index; !places.has(step); step++) {
    places.add(step);
    if (step >= steps.length || steps[step]!.times === 'once') break;
  }
  return places;
}

function advance(steps: readonly Step[], place: number, character: string, next: Set<number>): void {
  const index = place < 0 ? ~place : place;
  const step = steps[index];
  if (!step?.is(character)) return;
  if (step.times === 'often') enter(steps, index, next);
  else if (step.times === 'folders') next.add(~index);
  if (step.times === 'once' || (step.times === 'folders' && character === '/')) enter(steps, index + 1, next);
}
