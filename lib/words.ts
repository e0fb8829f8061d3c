import { Failure } from './failure.ts';

/**
 * Splits a command line into words as a POSIX shell does: blanks separate, single and double quotes group, a backslash
 * takes the next character as it is. Nothing is expanded. Throws `Failure` `bad_quoting` on an open quote.
 */
export function words(line: string): string[] {
  const found: string[] = [];
  const token = /\s*((?:[^\s'"\\]|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S])+)\s*|\s+$/y;
  let at = 0;
  while (at < line.length) {
    token.lastIndex = at;
    const match = token.exec(line);
    if (!match)
      throw new Failure('bad_quoting', `A quote is not closed in: ${line}`, { hint: 'Close it and try again.' });
    if (match[1] !== undefined) found.push(unquote(match[1]));
    at = token.lastIndex;
  }
  return found;
}

function unquote(word: string): string {
  return word.replace(/'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])/g, (_, single, double, escaped) => {
    if (single !== undefined) return single;
    if (double !== undefined) return double.replace(/\\(["\\$`])/g, '$1');
    return escaped;
  });
}
