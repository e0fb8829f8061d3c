/**
 * One word of a HAProxy configuration line, whatever is in it: every byte that could mean something to its parser is
 * written as `\xHH`. What users say in rules never reaches the file in another way.
 */
export function word(text: string): string {
  return [...Buffer.from(text)].map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : hex(byte))).join('');
}

/** A word that HAProxy reads as a log format, with its own `%` doubled. */
export const formatWord = (text: string) => word(text.replaceAll('%', '%%'));

/** The pattern of a rule as a regular expression for the whole text: `*` is any text, `?` is one character. */
export const wildcard = (pattern: string) => `^${[...pattern].map((each) => piece(each, '.')).join('')}$`;

/** A pair of a query as a regular expression for all of it. In patterns of queries a backslash makes `*` and `?` plain. */
export function pairPattern(key: string | undefined, value: string): string {
  const part = (text: string, any: string) =>
    (text.match(/\\[*?]|[\s\S]/g) ?? []).map((each) => (each.length > 1 ? quoted(each.slice(1)) : piece(each, any)));
  const name = key === undefined ? '[^=&]*=|' : `${part(key, '[^=&]').join('')}=`;
  return `(^|&)(${name})${part(value, '[^&]').join('')}(&|$)`;
}

export const hasWildcard = (pattern: string) => /[*?]/.test(pattern);

// Private

function piece(character: string, any: string): string {
  if (character === '*') return `${any}*`;
  return character === '?' ? any : quoted(character);
}

const quoted = (character: string) =>
  /[\w/-]/.test(character) ? character : `\\x${Buffer.from(character).toString('hex').match(/../g)?.join('\\x')}`;

const isPlain = (byte: number) => /[\w/.:,=*-]/.test(String.fromCharCode(byte)) && byte < 128;

const hex = (byte: number) => `\\x${byte.toString(16).padStart(2, '0')}`;
