import type { LogForm, LogLine } from './logs.ts';

/**
 * Colours of the palette of 256, each readable on black and on white (a contrast of 3.8 at least; see the test), so that nothing
 * needs to be known of the client's terminal.
 */
export const COLOURS = [27, 130, 28, 163, 31, 166, 98, 64, 132, 30, 63, 100, 134, 66] as const;

export const GREY = 243;
export const RED = 160;
const RESET = '\x1b[0m';
const BOLD = '\x1b[1m';

/**
 * Lines for people at a terminal: the time to the millisecond, in UTC as everything of a rack; a colour for each copy; words of
 * the platform with a bold source; what came out of the standard error output in red. What would move the cursor, or do more
 * to a terminal than colour its text, is shown instead of done: an app prints what strangers send it.
 */
export function terminalForm(plain: LogForm, colours: boolean): LogForm {
  const write = (line: LogLine) => plain.write({ ...line, message: harmless(line.message) });
  if (!colours) return { name: `${plain.name}, harmless`, write };
  if (plain.name !== 'plain')
    return { name: `${plain.name}, harmless, coloured`, write: (line) => closed(write(line)) };
  return { name: 'coloured', write: coloured };
}

/** The colour of a copy, the same one whenever and wherever it is shown; the copies of a process have different ones. */
export function colourOf(process: string): number {
  const [, type = process, number = '0'] = /^(.*)\.(\d+)$/.exec(process) ?? [];
  let sum = 0;
  for (const char of type) sum = (sum * 31 + (char.codePointAt(0) as number)) % 1_000_003;
  return COLOURS[(sum + Number(number)) % COLOURS.length] as number;
}

/** Text in which colours are the only control characters; others are shown as the sign that stands for them. */
export function harmless(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/\x1b\[[\d;:]*m|[\x00-\x08\x0a-\x1f\x7f-\x9f]/g, (found) =>
    found.length > 1 ? found : signOf(found),
  );
}

// Private

function coloured({ time, source, process, stream, message }: LogLine): string {
  const when = `${ink(GREY)}${time.slice(0, 23)}Z${RESET}`;
  const who = `${source === 'rack' ? BOLD : ''}${ink(colourOf(process))}${source}[${process}]:${RESET}`;
  const what = `${stream === 'stderr' ? ink(RED) : ''}${harmless(message)}`;
  return `${when} ${who} ${what}${RESET}\n`;
}

/** What a message leaves switched on ends with it. */
function closed(text: string): string {
  return text.includes('\x1b') ? text.replace(/\n$/, `${RESET}\n`) : text;
}

const ink = (colour: number) => `\x1b[38;5;${colour}m`;

/** The signs of Unicode for control characters; for those above ASCII there are none. */
function signOf(control: string): string {
  const code = control.charCodeAt(0);
  if (code === 0x7f) return '␡';
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : '�';
}
