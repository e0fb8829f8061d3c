import { randomBytes } from 'node:crypto';

/** A unique id as IAM gives them: a prefix that tells the kind, and capital letters and digits. */
export function newId(prefix: 'AROA' | 'ANPA' | 'AIPA'): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return prefix + [...randomBytes(17)].map((byte) => alphabet[byte % 32]).join('');
}

export interface Tag {
  Key: string;
  Value: string;
}

/** The tags with these set over them. */
export function withTags(tags: readonly Tag[], set: readonly Tag[]): Tag[] {
  const keys = set.map(({ Key }) => Key);
  return [...tags.filter(({ Key }) => !keys.includes(Key)), ...set.map(({ Key, Value }) => ({ Key, Value }))];
}
