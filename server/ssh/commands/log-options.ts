import { Failure } from '../../../lib/failure.ts';
import { writePlace } from '../../../wire/numbered-line.ts';
import { formFor } from '../../logs/forms.ts';
import type { LogForm, LogPage } from '../../logs/logs.ts';
import type { LogWish } from '../../logs/reading.ts';
import { type Arguments, type Command, type CommandContext, JSON_OPTION, usageFailure } from '../command.ts';

/** What the options of every log mean. */
export const LOG_DETAILS = [
  '',
  '  -f, --follow         go on with new lines until Ctrl-C',
  '  -n, --num N          the last N lines (100, unless --since or --after says where to begin)',
  '  --since TIME         lines since 10m, 1h, 2d ago, or since a time (2026-11-22T21:30:00Z)',
  '  --until TIME         lines before that time; with -f it ends then, as in --until +10m',
  '  --after N            only what comes behind the line of this number; see --json',
  '  --filter WORDS       only lines that have the words: error -debug "out of memory" ?one ?other',
  '  --grep REGEX         only lines in which the regular expression is found; (?i) ignores case',
  '  --json               one JSON object a line, with its number as cursor',
  '  --color, --no-color  colours or none; by themselves where there is a terminal (ssh -t)',
  '  --numbered           each line with its number in front, for programs that go on where they were cut off',
];

export const LOG_OPTIONS = {
  follow: { type: 'boolean', short: 'f' },
  tail: { type: 'boolean', short: 't' },
  num: { type: 'string', short: 'n' },
  since: { type: 'string' },
  until: { type: 'string' },
  after: { type: 'string' },
  filter: { type: 'string' },
  grep: { type: 'string' },
  color: { type: 'boolean' },
  'no-color': { type: 'boolean' },
  numbered: { type: 'boolean' },
  ...JSON_OPTION,
} as const;

/** What these options ask of a log. */
export function wishOf(command: Command, { options }: Arguments): LogWish {
  const { num, since, until, after, filter, grep, release } = options as Record<string, string | undefined>;
  return {
    follow: options.follow === true || options.tail === true,
    num: num === undefined ? undefined : countOf(command, num, 'no number of lines'),
    after: after === undefined ? undefined : countOf(command, after, 'no number of a line'),
    processes: options.process as string[] | undefined,
    ...{ since, until, filter, grep, release },
  };
}

/** How pages are shown. */
export interface Show {
  form: LogForm;
  numbered: boolean;
  follow?: boolean | undefined;
  /** The command that goes on with it. */
  again: string;
}

/** How these options want lines to be shown; `plain` is how they look where nothing else is asked. */
export function lookOf(
  command: Command,
  { options }: Arguments,
  { io }: Pick<CommandContext, 'io'>,
  plain?: LogForm,
): Pick<Show, 'form' | 'numbered'> {
  const { json = false, color = false, numbered = false } = options as Record<string, boolean | undefined>;
  const noColor = options['no-color'] === true;
  if (color && noColor) throw usageFailure(command, '--color and --no-color are opposites.');
  if (color && json) throw usageFailure(command, 'JSON has no colours: leave --color or --json away.');
  const terminal = io.terminal !== undefined;
  const isDumb = io.terminal?.term === 'dumb';
  const colours = color || (terminal && !isDumb && !noColor && !json);
  return { form: formFor({ json, colours, numbered, terminal }, plain), numbered };
}

/**
 * Shows pages, each as one piece that all readers of this form share. Where the server stops meanwhile, the last words say how
 * to go on without gap or repeat.
 */
export async function showPages(
  { io, print, signal }: Pick<CommandContext, 'io' | 'print' | 'signal'>,
  pages: AsyncIterable<LogPage>,
  { form, numbered, follow = false, again }: Show,
): Promise<void> {
  let place: number | undefined;
  for await (const page of pages) {
    if (page.lines.length > 0) await io.stdout(page.text(form));
    if (numbered && page.cursor !== page.lines.at(-1)?.number) await print(writePlace(page.cursor));
    place = page.cursor;
  }
  if (follow && isStopping(signal)) throw goesOn(again, place);
  signal.throwIfAborted();
}

// Private

function countOf(command: Command, text: string, what: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usageFailure(command, `"${text}" is ${what}.`);
}

function isStopping({ reason }: AbortSignal): boolean {
  return reason instanceof Failure && reason.code === 'server_stopping';
}

function goesOn(again: string, place: number | undefined): Failure {
  const behind = place === undefined ? '' : ` --after ${place}`;
  return new Failure('server_stopping', 'The rack is being restarted; the log goes on in a moment.', {
    hint: `Nothing is lost: ssh rack ${again} -f${behind}`,
  });
}
