import { type DaysOf, daysOfMonth, daysOfWeek } from './days.ts';
import type { Expression } from './expression.ts';
import { type Field, numbersOf } from './field.ts';
import type { WallTime, Zone } from './zone.ts';

/**
 * What is due whenever the clocks of a zone show a time that six fields describe: minutes, hours, day of the month, month, day of the
 * week, year. As AWS documents it, a time that the clocks leave out in spring is skipped, and one that they show twice in autumn
 * counts the first time only.
 */
export function parseCron(text: string, zone: Zone): Expression | undefined {
  const times = timesOf(text.split(/\s+/));
  return times && { next: (after) => nextIn(times, zone, after) };
}

// Private

const MINUTES: Field = { from: 0, to: 59 };
const HOURS: Field = { from: 0, to: 23 };
const MONTHS: Field = {
  from: 1,
  to: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
};
const YEARS: Field = { from: 1970, to: 2199 };
const MINUTE = 60_000;
const DAY = 86_400_000;

interface Times {
  minutes: number[];
  hours: number[];
  days: DaysOf;
  months: number[];
  years: number[];
}

function timesOf(fields: string[]): Times | undefined {
  const [minute = '', hour = '', monthDay = '', month = '', weekDay = '', year = '', ...more] = fields;
  const minutes = numbersOf(minute, MINUTES);
  const hours = numbersOf(hour, HOURS);
  const months = numbersOf(month, MONTHS);
  const years = numbersOf(year, YEARS);
  const days = daysOf(monthDay, weekDay);
  if (!minutes || !hours || !months || !years || !days || more.length > 0) return undefined;
  return { minutes, hours, days, months, years };
}

/** One of the two fields says the days, and the other one that it does not: `?`. */
function daysOf(monthDay: string, weekDay: string): DaysOf | undefined {
  if (weekDay === '?') return daysOfMonth(monthDay);
  return monthDay === '?' ? daysOfWeek(weekDay) : undefined;
}

function nextIn(times: Times, zone: Zone, after: number): number | undefined {
  let wall = nextWallTime(times, zone.wallTimeAt(after));
  for (; wall !== undefined; wall = nextWallTime(times, wall)) {
    const instant = zone.instantOf(wall);
    if (instant !== undefined && instant > after) return instant;
  }
  return undefined;
}

/** The first time of the calendar after another one. */
function nextWallTime({ minutes, hours, days, months, years }: Times, after: WallTime): WallTime | undefined {
  const from = Math.floor(after / MINUTE) * MINUTE + MINUTE;
  const start = new Date(from);
  for (const year of years.filter((each) => each >= start.getUTCFullYear()))
    for (const month of months) {
      if (Date.UTC(year, month) <= from) continue;
      for (const day of days(year, month)) {
        const midnight = Date.UTC(year, month - 1, day);
        const found = midnight + DAY > from ? timeOfDay(hours, minutes, from - midnight) : undefined;
        if (found !== undefined) return midnight + found;
      }
    }
  return undefined;
}

/** The first time of a day that is not before another one, both since midnight. */
function timeOfDay(hours: number[], minutes: number[], from: number): number | undefined {
  for (const hour of hours)
    for (const minute of minutes) {
      const time = (hour * 60 + minute) * MINUTE;
      if (time >= from) return time;
    }
  return undefined;
}
