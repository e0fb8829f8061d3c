/** Characters by their code points: ranges in order that do not touch, each with its first and its last one. */
export type Ranges = readonly (readonly [first: number, last: number])[];

export const LAST_POINT = 0x10ffff;

export const DIGITS: Ranges = [[0x30, 0x39]];
export const WORD: Ranges = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
export const SPACE: Ranges = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];

/** Above it there is hardly a letter that has two cases. */
const LAST_CASED = 0x2fff;

/** The ranges of all characters that are in one of these. */
export function union(...all: readonly Ranges[]): Ranges {
  const merged: [number, number][] = [];
  for (const [first, last] of all.flat().toSorted((one, other) => one[0] - other[0])) {
    const before = merged.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

/** All other characters. */
export function negated(ranges: Ranges): Ranges {
  const others: [number, number][] = [];
  let next = 0;
  for (const [first, last] of ranges) {
    if (first > next) others.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= LAST_POINT) others.push([next, LAST_POINT]);
  return others;
}

/** These characters in upper and in lower case. */
export function inBothCases(ranges: Ranges): Ranges {
  const cased: [number, number][] = [];
  for (const [first, last] of ranges)
    for (let point = first; point <= Math.min(last, LAST_CASED); point++)
      for (const other of otherCases(point)) cased.push([other, other]);
  return union(ranges, cased);
}

/** Whether a character is one of these. */
export function includes(ranges: Ranges, point: number): boolean {
  return ranges.some(([first, last]) => first <= point && point <= last);
}

// Private

function otherCases(point: number): number[] {
  const text = String.fromCodePoint(point);
  const cases = [text.toLowerCase(), text.toUpperCase()].filter((other) => other !== text && [...other].length === 1);
  return cases.map((other) => other.codePointAt(0) as number);
}
