import { ACCESS_LOG_FIELDS, ENCODED } from '../haproxy/access-log.ts';

type Field = (typeof ACCESS_LOG_FIELDS)[number];

/** What HAProxy said of one request; what it had nothing to say of is `-`. */
export type Entry = Readonly<Record<Field, string>>;

/** Reads a line of HAProxy's; undefined for one that is none. */
export function parseEntry(line: string): Entry | undefined {
  const words = line.split(' ');
  if (words.length !== ACCESS_LOG_FIELDS.length) return undefined;
  return Object.fromEntries(ACCESS_LOG_FIELDS.map((name, at) => [name, decoded(name, words[at] as string)])) as Entry;
}

// Private

function decoded(name: Field, word: string): string {
  return word !== '-' && ENCODED.has(name) ? Buffer.from(word, 'base64').toString() : word;
}
