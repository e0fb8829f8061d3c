import { badRequest } from './resources.ts';

/** Items of an answer at most, unless the request asks for fewer. */
const MOST = 100;

/** The part of a list that begins at `marker`, the place an earlier answer named, and the place where the next begins. */
export function page<T>(items: readonly T[], most: unknown, marker: unknown): { items: T[]; next: string | undefined } {
  const from = Number(marker ?? 0);
  const count = Math.min(Number(most ?? MOST), MOST);
  if (!Number.isInteger(from) || from < 0) throw badRequest('Invalid Marker');
  if (!Number.isInteger(count) || count < 1)
    throw badRequest(`Invalid number of items: ${most}. It must be at least 1.`);
  const end = from + count;
  return { items: items.slice(from, end), next: end < items.length ? String(end) : undefined };
}
