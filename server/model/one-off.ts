import { Failure } from '../../lib/failure.ts';

/** The process type of what runs once: `run.1234`. */
export const ONE_OFF = 'run';

/** Seconds that a one-off command may take unless told, and at most. */
export const USUAL_TIME = 24 * 3600;
export const MOST_TIME = 7 * 24 * 3600;

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** The seconds of `90s`, `10m`, `2h` or `1d`; throws a `Failure` `bad_timeout` for anything else. */
export function parseTimeLimit(text: string): number {
  const [, amount, unit = 's'] = /^(\d{1,6})([smhd])?$/.exec(text) ?? [];
  const seconds = Number(amount) * (UNITS[unit] as number);
  if (seconds > 0 && seconds <= MOST_TIME) return seconds;
  throw new Failure('bad_timeout', `"${text}" is no time that a command may take.`, {
    hint: 'Use 90s, 10m, 2h or 1d, up to 7d.',
  });
}
