/** A line of a log as a client gets it that goes on where it was cut off: the line's number, a space, the line. */
export interface NumberedLine {
  /** Undefined of words about lines that are not there. */
  number: number | undefined;
  /** Undefined of a mere place in the log: all up to it was looked at, and nothing of it is to be shown. */
  text: string | undefined;
}

/** A line, which has its line end already. */
export function writeNumbered(number: number | undefined, text: string): string {
  return `${number ?? ''} ${text}`;
}

/** A place in the log, with its line end. */
export function writePlace(number: number): string {
  return `${number}\n`;
}

/** The line without its line end, read; undefined when it is of another form. */
export function parseNumbered(line: string): NumberedLine | undefined {
  const [, digits, , text] = /^(\d*)( (.*))?$/s.exec(line) ?? [];
  if (digits === undefined || (digits === '' && text === undefined)) return undefined;
  return { number: digits === '' ? undefined : Number(digits), text };
}
