/** Whether this can name a process, in every name that is made of it. */
export function isType(text: string): boolean {
  return /^[a-z][a-z0-9_-]*$/i.test(text) && text.length <= LONGEST_TYPE;
}

/** What can name a process, for people. */
export const TYPE_RULE = 'use a letter, then up to 29 letters, digits, - and _';

/** Two types that differ in nothing but `-`, `_` and the size of letters, which names in AWS leave out. */
export function likeNames(types: readonly string[]): readonly [string, string] | undefined {
  const seen = new Map<string, string>();
  for (const type of types) {
    const plain = type.replace(/[-_]/g, '').toLowerCase();
    const before = seen.get(plain);
    if (before !== undefined) return [before, type];
    seen.set(plain, type);
  }
  return undefined;
}

// Private

/** The longest process type that still fits names of ECS. */
const LONGEST_TYPE = 30;
