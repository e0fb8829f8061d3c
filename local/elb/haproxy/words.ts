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
export function wildcard(pattern: string): string {
  const parts = [...pattern].map((character) => {
    if (character === '*') return '.*';
    if (character === '?') return '.';
    return /[\w/-]/.test(character)
      ? character
      : `\\x${Buffer.from(character).toString('hex').match(/../g)?.join('\\x')}`;
  });
  return `^${parts.join('')}$`;
}

export const hasWildcard = (pattern: string) => /[*?]/.test(pattern);

// Private

const isPlain = (byte: number) => /[\w/.:,=*-]/.test(String.fromCharCode(byte)) && byte < 128;

const hex = (byte: number) => `\\x${byte.toString(16).padStart(2, '0')}`;
