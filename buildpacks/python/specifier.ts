/** A version as it counts: `[3, 11, 2]`. */
type Numbers = readonly number[];

type Fits = (version: Numbers) => boolean;

/**
 * What a request for a Python version means, or undefined when it means nothing: an exact version (`3.11.4`), a line (`3.11`), a
 * specifier of PEP 440 (`>=3.10,<3.13`, `~=3.11`, `==3.11.*`) or one of Poetry (`^3.11`, `~3.11 || ~3.12`).
 */
export function parseSpecifier(text: string): ((version: string) => boolean) | undefined {
  const alternatives = text.split('||').map(parseAll);
  if (!alternatives.every((each) => each !== undefined)) return undefined;
  return (version) => alternatives.some((fits) => fits(numbers(version)));
}

/** The highest of these versions that fits. */
export function highest(versions: readonly string[], fits: (version: string) => boolean): string | undefined {
  return versions
    .filter(fits)
    .sort((a, b) => compare(numbers(a), numbers(b)))
    .at(-1);
}

// Private

const CLAUSE = /^(===|==|!=|~=|>=|<=|>|<|\^|~|=)?\s*v?(\d+(?:\.\d+){0,2})(\.\*)?$/;

/** Clauses that all must hold. Poetry lets a space stand for the comma. */
function parseAll(text: string): Fits | undefined {
  const words = text.trim().replace(/([<>=~^!])\s+/g, '$1');
  if (words === '*') return () => true;
  const clauses = words.split(/\s*,\s*|\s+/).filter((each) => each !== '');
  const all = clauses.map(parseClause);
  if (all.length === 0 || !all.every((each) => each !== undefined)) return undefined;
  return (version) => all.every((fits) => fits(version));
}

function parseClause(clause: string): Fits | undefined {
  const [, operator = '', text, wildcard] = CLAUSE.exec(clause) ?? [];
  if (text === undefined) return undefined;
  const wanted = numbers(text);
  const isLine = (version: Numbers) => wanted.every((number, at) => version[at] === number);
  if (wildcard !== undefined) return onLine(operator, isLine);
  if (operator === '' || operator === '=') return isLine;
  return comparison(operator, wanted);
}

/** `3.11.*`, `==3.11.*`, `!=3.11.*`; no other operator takes a star. */
function onLine(operator: string, isLine: Fits): Fits | undefined {
  if (operator === '' || operator === '==') return isLine;
  return operator === '!=' ? (version) => !isLine(version) : undefined;
}

function comparison(operator: string, wanted: Numbers): Fits {
  const order = (version: Numbers) => compare(version, wanted);
  if (operator === '>=') return (version) => order(version) >= 0;
  if (operator === '<=') return (version) => order(version) <= 0;
  if (operator === '>') return (version) => order(version) > 0;
  if (operator === '<') return (version) => order(version) < 0;
  if (operator === '!=') return (version) => order(version) !== 0;
  if (operator === '==' || operator === '===') return (version) => order(version) === 0;
  const end = endOf(operator, wanted);
  return (version) => order(version) >= 0 && compare(version, end) < 0;
}

/** The first version that is too high: `~=3.11` and `^3.11` end at 4, `~=3.11.2` and `~3.11` at 3.12. */
function endOf(operator: string, wanted: Numbers): Numbers {
  if (operator === '^') return [wanted[0]! + 1];
  const kept = operator === '~' ? wanted.slice(0, 2) : wanted.slice(0, Math.max(1, wanted.length - 1));
  return [...kept.slice(0, -1), kept.at(-1)! + 1];
}

function numbers(version: string): number[] {
  return version.split('.').map(Number);
}

/** What is not said is 0: 3.11 is 3.11.0. */
function compare(a: Numbers, b: Numbers): number {
  for (let at = 0; at < 3; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
