/** One entry of Docker's json-file: a line, or a piece (16 KiB) of a line that has not ended. */
export interface FileEntry {
  time: string;
  stream: 'stdout' | 'stderr';
  /** Without line feed. */
  text: string;
  /** False for a piece that more of the same line follows. */
  endsLine: boolean;
  /** Bytes in the file. */
  size: number;
}

/*
 * Nearly all entries are whole lines in the one form that Docker writes:
 *
 *     {"log":"text\n","stream":"stdout","time":"2026-11-22T21:31:00.123456789Z"}
 *
 * They are shipped as they lie in the file, and only looked at here and there: to read and write JSON takes eight times as long.
 */

/**
 * How many whole lines follow each other from here on, and where they end. The text is the file's bytes, one character
 * each (`latin1`). What looks otherwise is no error: `readEntry` knows more forms.
 */
export function plainLines(text: string, from: number): { count: number; end: number } {
  let count = 0;
  let end = from;
  for (let next = endOfPlainLine(text, end); next !== -1; next = endOfPlainLine(text, end)) {
    end = next;
    count += 1;
  }
  return { count, end };
}

/** The entry in these bytes; undefined when there is none. */
export function readEntry(bytes: Buffer): FileEntry | undefined {
  const json = bytes.toString();
  const raw = tryParse(json) ?? tryParse(afterTornWrite(json));
  if (typeof raw?.log !== 'string') return undefined;
  const endsLine = raw.log.endsWith('\n');
  return {
    time: String(raw.time),
    stream: raw.stream === 'stderr' ? 'stderr' : 'stdout',
    text: endsLine ? raw.log.slice(0, -1) : raw.log,
    endsLine,
    size: bytes.length,
  };
}

// Private

const START = '{"log":"';
const MIDDLE = '","stream":"std';
/** From the end of the text to the end of the entry, with the longest time that Docker writes. */
const MOST_AFTER_TEXT = '","stream":"stdout","time":"2026-11-22T21:31:00.123456789+00:00"}'.length;
const [BACKSLASH, BRACE, LOWER_N] = [0x5c, 0x7d, 0x6e];

/** The place after the line that begins here, or -1 where no such one does. */
function endOfPlainLine(text: string, from: number): number {
  if (!text.startsWith(START, from)) return -1;
  const quote = endOfText(text, from + START.length);
  if (!endsLine(text, quote) || !text.startsWith(MIDDLE, quote)) return -1;
  const end = text.indexOf('\n', quote);
  if (end === -1 || end - quote > MOST_AFTER_TEXT || text.charCodeAt(end - 1) !== BRACE) return -1;
  return end + 1;
}

/** The next quote that is not escaped: in an entry that a power cut tore, it is not the one before the stream. */
function endOfText(text: string, from: number): number {
  let quote = text.indexOf('"', from);
  while (quote !== -1 && text.charCodeAt(quote - 1) === BACKSLASH) quote = text.indexOf('"', quote + 1);
  return quote;
}

/** Whether a line feed is before this place, and not a backslash and an n. */
function endsLine(text: string, quote: number): boolean {
  return (
    text.charCodeAt(quote - 1) === LOWER_N &&
    text.charCodeAt(quote - 2) === BACKSLASH &&
    text.charCodeAt(quote - 3) !== BACKSLASH
  );
}

/** After a power cut Docker appends to the half entry that it had written. */
function afterTornWrite(json: string): string {
  return json.slice(Math.max(0, json.lastIndexOf('{"log":')));
}

function tryParse(json: string): { log?: unknown; stream?: unknown; time?: unknown } | undefined {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
