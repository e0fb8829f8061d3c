import type { Input } from '../endpoint/service.ts';
import { invalidValue } from './requests.ts';

/** Records of an answer, unless the request says how many. */
const USUAL = 100;
const LEAST = 20;

/** The part of a list that a request asks for, and the marker by which the next one goes on. */
export function page<T>(items: readonly T[], { MaxRecords, Marker }: Input): { items: T[]; next: string | undefined } {
  const most = Number(MaxRecords ?? USUAL);
  if (!Number.isInteger(most) || most < LEAST || most > USUAL)
    throw invalidValue(`Invalid value ${MaxRecords} for MaxRecords. Must be between ${LEAST} and ${USUAL}`);
  const from = Number(Marker ?? 0);
  if (!Number.isInteger(from) || from < 0) throw invalidValue(`Invalid Marker: ${Marker}`);
  const end = from + most;
  return { items: items.slice(from, end), next: end < items.length ? String(end) : undefined };
}
