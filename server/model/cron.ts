import { Failure } from '../../lib/failure.ts';

/** When a timer runs, in UTC: the values of each field of cron, ascending; undefined where any value will do. */
export interface Schedule {
  minutes: readonly number[] | undefined;
  hours: readonly number[] | undefined;
  /** Of the month. */
  days: readonly number[] | undefined;
  months: readonly number[] | undefined;
  /** 0 is Sunday. */
  weekdays: readonly number[] | undefined;
}

/**
 * Reads five fields of cron (minute, hour, day, month, weekday), or a word such as `@daily`. Where a `?` stands for any day,
 * as AWS has it, a sixth field, the year, may be `*`. Throws a `Failure` `bad_schedule` for what is no such time, and for what
 * EventBridge cannot say.
 */
export function parseSchedule(text: string): Schedule {
  const fields = fieldsOf(text);
  const [minutes, hours, days, months, weekdays] = fields.map((field, at) =>
    parseField(field, FIELDS[at]!),
  ) as Values[];
  const schedule = { minutes, hours, days, months, weekdays: weekdays && fromSunday(weekdays) };
  if (days && weekdays) throw bad('A day of the month and a weekday together are two timers.', TWO_TIMERS);
  if (isNumbered(fields))
    throw bad(`Weekday ${fields[4]} is another day for AWS (1 is SUN) than for cron (0 is SUN).`, NAMES);
  if (isNever(schedule)) throw bad(`"${text}" is a day that never comes.`, EXAMPLE);
  return schedule;
}

/** The schedule as five fields of cron, always the same for the same times. */
export function cronOf({ minutes, hours, days, months, weekdays }: Schedule): string {
  return [minutes, hours, days, months, weekdays].map((values) => (values ? rangesOf(values) : '*')).join(' ');
}

/** The schedule as EventBridge takes it: `cron(0 3 ? * MON-FRI *)`. */
export function eventBridgeExpression({ minutes, hours, days, months, weekdays }: Schedule): string {
  const any = (values: Values, word = '*') => (values ? rangesOf(values) : word);
  const named = weekdays && rangesOf(weekdays, (day) => WEEKDAYS[day]!);
  return `cron(${any(minutes)} ${any(hours)} ${any(days, weekdays ? '?' : '*')} ${any(months)} ${named ?? '?'} *)`;
}

/** The first time after `after` at which it runs. */
export function nextRun({ minutes, hours, ...dates }: Schedule, after: Date): Date {
  const from = Math.floor(after.getTime() / MINUTE) * MINUTE + MINUTE;
  const times = (hours ?? upTo(23)).flatMap((hour) =>
    (minutes ?? upTo(59)).map((minute) => (hour * 60 + minute) * MINUTE),
  );
  for (let day = Math.floor(from / DAY) * DAY; ; day += DAY) {
    if (!isOn(new Date(day), dates)) continue;
    const time = times.find((each) => day + each >= from);
    if (time !== undefined) return new Date(day + time);
  }
}

// Private

type Values = readonly number[] | undefined;

interface Field {
  /** For people: `a minute`. */
  what: string;
  first: number;
  last: number;
  /** Of the values, from the first one on. */
  names: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const FIELDS: readonly Field[] = [
  { what: 'a minute', first: 0, last: 59, names: [] },
  { what: 'an hour', first: 0, last: 23, names: [] },
  { what: 'a day of the month', first: 1, last: 31, names: [] },
  { what: 'a month', first: 1, last: 12, names: MONTHS },
  // Sunday is 0, and 7 too.
  { what: 'a weekday', first: 0, last: 7, names: WEEKDAYS },
];

const WORDS: Record<string, string> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Characters of the longest schedule; EventBridge takes 256. */
const LONGEST = 200;

const EXAMPLE = 'Write minute, hour, day, month and weekday, in UTC, as in  0 3 * * MON-FRI';
const TWO_TIMERS =
  'cron means either of them and EventBridge has no word for that. Write * for one of the two, or make two timers.';
const NAMES = 'Write the names of the days, as in MON-FRI.';

function fieldsOf(text: string): string[] {
  if (text.length > LONGEST) throw bad(`A schedule of ${text.length} characters is too long.`, EXAMPLE);
  const written = text.trim();
  if (written.startsWith('@') && !Object.hasOwn(WORDS, written.toLowerCase()))
    throw bad(`"${written}" is no schedule; there are ${Object.keys(WORDS).join(', ')}.`, EXAMPLE);
  const fields = (WORDS[written.toLowerCase()] ?? written).split(/\s+/);
  if (fields.length === 6 && fields[5] === '*' && fields.includes('?')) return fields.slice(0, 5);
  if (fields.length !== 5)
    throw bad(`"${written}" has ${fields.length} ${fields.length === 1 ? 'field' : 'fields'} instead of 5.`, EXAMPLE);
  return fields;
}

function parseField(text: string, field: Field): Values {
  if (text === '*' || (text === '?' && /day/.test(field.what))) return undefined;
  if (/[#LW?]/i.test(text.replace(/[A-Z]{3}/gi, '')))
    throw bad(`"${text}" is not ${field.what} that cron knows.`, EXAMPLE);
  const values = new Set(text.split(',').flatMap((part) => parsePart(part, field)));
  return [...values].sort((one, other) => one - other);
}

/** `7`, `MON`, `1-5`, `10-50/10`, `*` + `/15`, or `5/15`, which goes on to the end. */
function parsePart(part: string, field: Field): number[] {
  const match = /^(?:\*|([^-/]+)(?:-([^-/]+))?)(?:\/(\d+))?$/.exec(part);
  if (!match) throw bad(`"${part}" is not ${field.what}.`, EXAMPLE);
  const [, from, to, step] = match;
  const first = from === undefined ? field.first : numberOf(from, field);
  const last = to === undefined ? lastOf(from, step, first, field) : endOf(to, field);
  if (last < first) throw bad(`"${part}" ends before it begins.`, EXAMPLE);
  const by = Number(step ?? 1);
  if (by < 1 || by > field.last) throw bad(`"${part}" has a step of ${by}; it can be 1 to ${field.last}.`, EXAMPLE);
  return upTo(last).filter((value) => value >= first && (value - first) % by === 0);
}

function lastOf(from: string | undefined, step: string | undefined, first: number, field: Field): number {
  if (from !== undefined && step === undefined) return first;
  return field.names === WEEKDAYS ? 6 : field.last;
}

function endOf(text: string, field: Field): number {
  const value = numberOf(text, field);
  return value === 0 && field.names === WEEKDAYS ? 7 : value;
}

function numberOf(text: string, { what, first, last, names }: Field): number {
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return named + first;
  const value = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= first && value <= last) return value;
  throw bad(`"${text}" is not ${what} (${first} to ${last}).`, EXAMPLE);
}

const upTo = (last: number) => Array.from({ length: last + 1 }, (_, value) => value);

function fromSunday(weekdays: readonly number[]): readonly number[] {
  return [...new Set(weekdays.map((day) => day % 7))].sort((one, other) => one - other);
}

/** Whether a weekday is a number in a schedule that is written as AWS's are, where 1 is Sunday. */
function isNumbered(fields: readonly string[]): boolean {
  return fields[2] === '?' && /\d/.test(fields[4]!.replace(/\/\d+/, ''));
}

/** In a leap year February has 29 days; one comes at least every eight years. */
function isNever({ days, months }: Schedule): boolean {
  const longest = (month: number) => new Date(Date.UTC(2024, month, 0)).getUTCDate();
  return days !== undefined && months?.every((month) => longest(month) < days[0]!) === true;
}

function isOn(date: Date, { days, months, weekdays }: Pick<Schedule, 'days' | 'months' | 'weekdays'>): boolean {
  const has = (values: Values, value: number) => values === undefined || values.includes(value);
  return has(days, date.getUTCDate()) && has(months, date.getUTCMonth() + 1) && has(weekdays, date.getUTCDay());
}

/** `1-5,7`: three and more in a row become a range. */
function rangesOf(values: readonly number[], name: (value: number) => string = String): string {
  const rows: number[][] = [];
  for (const value of values) {
    const row = rows.at(-1);
    if (row && row.at(-1)! === value - 1) row.push(value);
    else rows.push([value]);
  }
  return rows
    .map((row) => (row.length < 3 ? row.map(name).join(',') : `${name(row[0]!)}-${name(row.at(-1)!)}`))
    .join(',');
}

function bad(what: string, hint: string): Failure {
  return new Failure('bad_schedule', what, { hint });
}
