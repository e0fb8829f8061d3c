import type { Input } from '../endpoint/service.ts';
import { invalidParameter } from './errors.ts';
import type { ImageId, Tag } from './model.ts';

/** One page of a listing, as maxResults and nextToken ask for it. */
export function page<T>(all: T[], input: Input): { items: T[]; nextToken?: string } {
  const start = Number(input.nextToken ?? 0) || 0;
  const end = start + (Number(input.maxResults) || 1000);
  return { items: all.slice(start, end), ...(end < all.length && { nextToken: String(end) }) };
}

export function imageIdsIn(input: Input): ImageId[] {
  const ids: ImageId[] = input.imageIds ?? [];
  if (ids.length === 0) throw invalidParameter('imageIds', 'Member must have length greater than or equal to 1');
  return ids;
}

export const tagsIn = (input: Input): Tag[] =>
  (input.tags ?? []).map((tag: Tag) => ({ Key: String(tag.Key), Value: String(tag.Value ?? '') }));

/** A policy's text, which must be JSON; `failure` is said of another. */
export function policyIn(input: Input, member: string, failure: string): string {
  try {
    JSON.parse(input[member]);
    return input[member];
  } catch {
    throw invalidParameter(member.charAt(0).toUpperCase() + member.slice(1), failure);
  }
}
