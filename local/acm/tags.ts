import { check } from '../endpoint/check.ts';
import { AwsError, type Input } from '../endpoint/service.ts';
import type { Tag } from './certificates.ts';

const MOST_TAGS = 50;

/** The tags of a request. */
export function tagsIn({ Tags }: Input): Tag[] {
  const tags: Tag[] = Tags ?? [];
  for (const tag of tags) {
    check({ ...tag }, { Key: { required: true, min: 1, max: 128 }, Value: { max: 256 } });
    if (tag.Key.startsWith('aws:'))
      throw new AwsError('InvalidTagException', `aws: prefixed tag key names are not allowed for external use.`);
  }
  return tags;
}

/** Tags with others added, by key. */
export function withTags(tags: Tag[], more: Tag[], arn: string): Tag[] {
  const all = [...new Map([...tags, ...more].map((tag) => [tag.Key, tag])).values()];
  if (all.length > MOST_TAGS)
    throw new AwsError('TooManyTagsException', `the TagSet: '{${arn}}' contains too many Tags`);
  return all;
}

/** Tags without others; one that is named with its value goes only if it has that value. */
export const withoutTags = (tags: Tag[], gone: Tag[]): Tag[] =>
  tags.filter((tag) => !gone.some(({ Key, Value }) => Key === tag.Key && (Value ?? tag.Value) === tag.Value));
