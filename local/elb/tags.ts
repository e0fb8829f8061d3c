import type { Input } from '../endpoint/service.ts';
import { list, required, text } from './input.ts';
import type { Tag } from './model.ts';

export const tagsIn = (input: Input): Tag[] =>
  list<Input>(input.Tags).map((tag) => ({ Key: required(tag, 'Key'), Value: text(tag.Value) ?? '' }));

/** Tags with others added, by key. */
export function withTags(tags: Tag[], more: Tag[]): Tag[] {
  return [...new Map([...tags, ...more].map((tag) => [tag.Key, tag])).values()];
}
