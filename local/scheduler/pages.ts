import { AwsError, type Input } from '../endpoint/service.ts';
import { invalid } from './errors.ts';

/** Items of an answer at most. */
const MOST = 100;

/** The part of a list that a request asks for, by the place that an earlier answer named, and the place where the next begins. */
export function page<T>(items: readonly T[], { MaxResults, NextToken }: Input): { items: T[]; NextToken?: string } {
  const count = Number(MaxResults ?? MOST);
  if (!Number.isInteger(count) || count < 1 || count > MOST)
    throw invalid(`MaxResults is ${MaxResults}; it must be between 1 and ${MOST}.`);
  const from = placeOf(NextToken);
  const end = from + count;
  return { items: items.slice(from, end), ...(end < items.length && { NextToken: tokenOf(end) }) };
}

// Private

function tokenOf(place: number): string {
  return Buffer.from(`from ${place}`).toString('base64url');
}

function placeOf(token: unknown): number {
  if (token === undefined) return 0;
  const [, place] = /^from (\d+)$/.exec(Buffer.from(String(token), 'base64url').toString()) ?? [];
  if (place === undefined) throw new AwsError('ValidationException', 'Invalid NextToken.');
  return Number(place);
}
