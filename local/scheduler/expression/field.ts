/** What a field of a cron expression may hold: numbers between two bounds, some of them by names. */
export interface Field {
  from: number;
  to: number;
  /** Names of the numbers, from `from` on. */
  names?: readonly string[];
}

/** The numbers that a field's text means, in order; undefined where it does not say any: `*`, `1,5`, `MON-FRI`, `0/15`, `10-40/5`. */
export function numbersOf(text: string, field: Field): number[] | undefined {
  const parts = text.split(',').map((part) => partOf(part, field));
  // One part is in order already, and most fields are one.
  if (parts.length === 1) return parts[0];
  if (parts.includes(undefined)) return undefined;
  return [...new Set(parts.flat() as number[])].sort((one, other) => one - other);
}

/** The number of a word: digits, or a name of the field. */
export function numberOf(word: string, { from, to, names = [] }: Field): number | undefined {
  const named = names.indexOf(word.toUpperCase());
  const number = named >= 0 ? named + from : /^\d+$/.test(word) ? Number(word) : Number.NaN;
  return number >= from && number <= to ? number : undefined;
}

// Private

function partOf(text: string, field: Field): number[] | undefined {
  const [, range = '', step] = /^([^/]+)(?:\/([1-9]\d*))?$/.exec(text) ?? [];
  const bounds = boundsOf(range, field, step !== undefined);
  if (!bounds) return undefined;
  const [first, last] = bounds;
  const every = Number(step ?? 1);
  return Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, index) => first + index * every);
}

function boundsOf(range: string, field: Field, hasStep: boolean): [number, number] | undefined {
  if (range === '*') return [field.from, field.to];
  const [left = '', right, ...more] = range.split('-');
  const first = numberOf(left, field);
  // A step from a number goes on to the end of the field.
  const last = right !== undefined ? numberOf(right, field) : hasStep ? field.to : first;
  if (first === undefined || last === undefined || more.length > 0 || last < first) return undefined;
  return [first, last];
}
