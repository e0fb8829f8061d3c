import type { Expression } from './expression.ts';

/** What is due at an anchor, and every so many minutes, hours or days from there; a day has 24 hours here. */
export function parseRate(text: string, anchor: number): Expression | undefined {
  const [, count, unit = ''] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(text) ?? [];
  const every = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (!Number.isSafeInteger(every)) return undefined;
  return { next: (after) => (after < anchor ? anchor : anchor + (Math.floor((after - anchor) / every) + 1) * every) };
}

// Private

const UNITS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
