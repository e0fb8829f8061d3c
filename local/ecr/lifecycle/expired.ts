import type { Rule } from './policy.ts';

/** An image as far as a lifecycle policy looks at it. */
export interface Candidate {
  digest: string;
  tags: string[];
  /** Epoch milliseconds. */
  pushedAt: number;
}

/**
 * The images that expire by these rules. A rule looks at all images that it is about, also at those which an earlier one is about;
 * but whether an image expires is decided by the first rule that is about it (user guide, How lifecycle policies work).
 */
export function expired(images: readonly Candidate[], rules: readonly Rule[], now: number): string[] {
  const decided = new Set<string>();
  const gone: string[] = [];
  for (const rule of rules) {
    const about = images.filter((image) => isAbout(rule, image));
    for (const { digest } of chosen(about, rule, now)) if (!decided.has(digest)) gone.push(digest);
    for (const { digest } of about) decided.add(digest);
  }
  return gone;
}

// Private

const DAY = 24 * 3600 * 1000;

function isAbout({ status, patterns }: Rule, { tags }: Candidate): boolean {
  if (status === 'any') return true;
  if (status === 'untagged') return tags.length === 0;
  return patterns.every((pattern) => tags.some((tag) => matches(pattern, tag)));
}

function chosen(images: Candidate[], { count: { type, number } }: Rule, now: number): Candidate[] {
  if (type === 'sinceImagePushed') return images.filter(({ pushedAt }) => now - pushedAt > number * DAY);
  return [...images].sort((one, other) => other.pushedAt - one.pushedAt).slice(number);
}

function matches(pattern: string, tag: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(tag);
}
