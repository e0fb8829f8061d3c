/**
 * HAProxy counts the answers of targets itself, in a table of its memory: by target group, minute, class of status, and time until
 * the answer in microseconds, of which the two leading digits and the length are kept. So nothing is written for a request, and
 * minutes that are over do not change any more: whoever reads them twice, or after a crash, knows what is new.
 */
export const REQUEST_TABLE = `
# What targets answered, counted.
backend requests
  stick-table type string len 48 size 100k expire 3m store gpc0
`;

/** The lines by which the backend of a target group counts. */
export const COUNTING = [
  'http-request set-var(txn.sent) date(0,us)',
  'http-response set-var-fmt(txn.took) "%[date(0,us),sub(txn.sent)]"',
  'http-response set-var-fmt(txn.kind) "%[be_name].%[date,div(60)].%[status,div(100)].%[var(txn.took),bytes(0,2)].%[var(txn.took),length]"',
  'http-response track-sc2 var(txn.kind) table requests',
  'http-response sc-inc-gpc0(2)',
];

/** The command that tells the table. */
export const SHOW_REQUESTS = 'show table requests';

/** Answers of one kind. */
export interface Answers {
  backend: string;
  /** Epoch milliseconds at which the minute of the answers begins. */
  minute: number;
  /** 2 of 200 to 299. */
  statusClass: number;
  seconds: number;
}

/** What the table says: how many there were of each kind, by the kind's key. */
export function parseRequestTable(text: string): Map<string, number> {
  const rows = [...text.matchAll(/ key=(\S+) .*?gpc0=(\d+)/g)];
  return new Map(rows.map(([, key = '', count]) => [key, Number(count)]));
}

/** What a key stands for; undefined of one that HAProxy cannot have written. */
export function parseAnswers(key: string): Answers | undefined {
  const [, backend, minute, statusClass, digits, length] = KEY.exec(key) ?? [];
  if (backend === undefined) return undefined;
  const seconds = secondsOf(digits as string, Number(length));
  return { backend, minute: Number(minute) * 60_000, statusClass: Number(statusClass), seconds };
}

// Private

const KEY = /^(tg_\w+)\.(\d+)\.(\d)\.(-?\d+)\.(\d+)$/;

/** The middle of all times with these digits. Where the clock was set back, the time is none. */
function secondsOf(digits: string, length: number): number {
  const unit = 10 ** (length - digits.length);
  const middle = (Number(digits) + (unit > 1 ? 0.5 : 0)) * unit;
  return Math.max(middle, 0) / 1e6;
}
