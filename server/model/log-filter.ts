import { Failure } from '../../lib/failure.ts';

/** Tells whether a line is wanted. */
export type LogFilter = (message: string) => boolean;

/**
 * A filter as CloudWatch has it for lines of text: `error timeout` wants both words, `?error ?timeout` one of them, `-debug`
 * none, `"out of memory"` these words in a row. Upper and lower case differ. Throws a `Failure` for its filters of JSON and columns.
 */
export function parseLogFilter(pattern: string): LogFilter {
  if (/^\s*[{[]/.test(pattern)) throw otherFilter(pattern);
  const terms = [...pattern.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, sign = '', quoted, bare]) => {
    return { sign, text: quoted === undefined ? (bare as string) : quoted.replace(/\\(.)/g, '$1') };
  });
  const of = (wanted: string) => terms.filter(({ sign }) => sign === wanted).map(({ text }) => text);
  const [all, some, none] = [of(''), of('?'), of('-')];
  return (message) => {
    const has = (text: string) => message.includes(text);
    return all.every(has) && (some.length === 0 || some.some(has)) && !none.some(has);
  };
}

// Private

function otherFilter(pattern: string): Failure {
  return new Failure(
    'bad_filter',
    `"${pattern.slice(0, 100)}" is a filter of JSON or of columns, which are not done here.`,
    {
      hint: 'Filter by words: error -debug "out of memory"',
    },
  );
}
