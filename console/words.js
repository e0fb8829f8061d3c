/** A time as how long ago it was: `3 min ago`. @param {string | undefined} time */
export function ago(time) {
  if (!time) return '';
  const seconds = Math.max(0, (Date.now() - Date.parse(time)) / 1000);
  for (const [unit, size] of UNITS) if (seconds >= size) return `${Math.floor(seconds / size)} ${unit} ago`;
  return 'just now';
}

/** A time as it is on the clock of whoever looks. @param {string} time */
export const clock = (time) => new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** How long something took: `4.2 s`, `3 min 5 s`. @param {string} from @param {string | undefined} to */
export function took(from, to) {
  const seconds = (Date.parse(to ?? new Date().toISOString()) - Date.parse(from)) / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** Bytes: `23.4 MB`. @param {number | undefined | null} count */
export function bytes(count) {
  if (count === undefined || count === null) return '–';
  const power = count < 1 ? 0 : Math.min(4, Math.floor(Math.log(count) / Math.log(1024)));
  const value = count / 1024 ** power;
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : 1)} ${['B', 'kB', 'MB', 'GB', 'TB'][power]}`;
}

/** A number with as many places as it needs. @param {number | undefined | null} value */
export function number(value) {
  if (value === undefined || value === null) return '–';
  if (value === 0) return '0';
  return value >= 100 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Cores as what of one core: `12.5 %`. @param {number | undefined | null} cores */
export const percent = (cores) => (cores === undefined || cores === null ? '–' : `${number(cores * 100)} %`);

/** `1 copy`, `3 copies`. @param {number} count @param {string} one @param {string} [many] */
export const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** What a release runs: a commit, or what it was made from. @param {any} release */
export function whatRuns({ commit, origin }) {
  if (commit) return commit.slice(0, 7);
  return origin?.name ?? origin?.kind ?? '';
}

// Private

/** @type {[string, number][]} */
const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 5],
];
