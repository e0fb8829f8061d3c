import { type Field, numberOf, numbersOf } from './field.ts';

/** The days of a month, from 1, on which something is due. */
export type DaysOf = (year: number, month: number) => number[];

/** The days that a field for days of the month means: numbers, `L` for the last, `15W` for the weekday nearest to the 15th. */
export function daysOfMonth(text: string): DaysOf | undefined {
  if (text === 'L') return (year, month) => [lengthOf(year, month)];
  if (text === 'LW') return (year, month) => [nearestWeekday(year, month, lengthOf(year, month))];
  const [, near] = /^(\d+)W$/.exec(text) ?? [];
  if (near !== undefined) {
    const day = numberOf(near, MONTH_DAYS);
    if (day === undefined) return undefined;
    return (year, month) => (day > lengthOf(year, month) ? [] : [nearestWeekday(year, month, day)]);
  }
  const days = numbersOf(text, MONTH_DAYS);
  return days && ((year, month) => days.filter((day) => day <= lengthOf(year, month)));
}

/** The days that a field for days of the week means: 1 to 7 or SUN to SAT, `L` for the last of the week, `6L` for the last Friday, `3#2` for the second Tuesday. */
export function daysOfWeek(text: string): DaysOf | undefined {
  if (text === 'L') return every([WEEK_DAYS.to]);
  const [, last] = /^(\w+)L$/.exec(text) ?? [];
  if (last !== undefined) return among(last, (days) => days.slice(-1));
  const [, nth, place] = /^(\w+)#([1-5])$/.exec(text) ?? [];
  if (nth !== undefined) return among(nth, (days) => days.slice(Number(place) - 1, Number(place)));
  const days = numbersOf(text, WEEK_DAYS);
  return days && every(days);
}

// Private

const MONTH_DAYS: Field = { from: 1, to: 31 };
const WEEK_DAYS: Field = { from: 1, to: 7, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] };

function every(weekDays: number[]): DaysOf {
  return (year, month) => daysIn(year, month).filter((day) => weekDays.includes(weekDayOf(year, month, day)));
}

/** Some of the days of a month that are of one day of the week. */
function among(word: string, choose: (days: number[]) => number[]): DaysOf | undefined {
  const weekDay = numberOf(word, WEEK_DAYS);
  return weekDay === undefined ? undefined : (year, month) => choose(every([weekDay])(year, month));
}

function lengthOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function daysIn(year: number, month: number): number[] {
  return Array.from({ length: lengthOf(year, month) }, (_, index) => index + 1);
}

/** 1 for a Sunday, as the field counts. */
function weekDayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

/** It stays in the month: the weekday nearest to a Saturday that is the 1st is the 3rd. */
function nearestWeekday(year: number, month: number, day: number): number {
  const weekDay = weekDayOf(year, month, day);
  if (weekDay === 1) return day === lengthOf(year, month) ? day - 2 : day + 1;
  if (weekDay === 7) return day === 1 ? day + 2 : day - 1;
  return day;
}
