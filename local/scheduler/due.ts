import type { Expression } from './expression/expression.ts';
import { parseExpression } from './expression/parse.ts';
import { zoneOf } from './expression/zone.ts';
import type { Schedule, Settings } from './model.ts';

const MINUTE = 60_000;

/** When settings are due, for a rate that counts from `anchor`; undefined where they make no sense. */
export function expressionOf(settings: Settings, anchor: number): Expression | undefined {
  const zone = zoneOf(settings.ScheduleExpressionTimezone);
  return zone && parseExpression(settings.ScheduleExpression, zone, settings.StartDate ?? anchor);
}

/** The first time after a moment at which a schedule is due: between its start and its end, unless it is due once. */
export function nextDue(
  { settings, anchor }: Pick<Schedule, 'settings' | 'anchor'>,
  after: number,
): number | undefined {
  const { State, StartDate = -Infinity, EndDate = Infinity } = settings;
  const expression = State === 'ENABLED' ? expressionOf(settings, anchor) : undefined;
  if (!expression || expression.isOnce) return expression?.next(after);
  const next = expression.next(Math.max(after, StartDate - 1));
  return next !== undefined && next <= EndDate ? next : undefined;
}

/**
 * The last time between two moments, both included, at which a schedule was due. Looked for from the end, ever further back: a schedule of every
 * minute that nobody looked after for a day is found as quickly as one of every day.
 */
export function lastDue(schedule: Schedule, from: number, to: number): number | undefined {
  for (let back = MINUTE; ; back *= 2) {
    const start = Math.max(from, to - back);
    let last: number | undefined;
    for (let due = nextDue(schedule, start - 1); due !== undefined && due <= to; due = nextDue(schedule, due))
      last = due;
    if (last !== undefined || start === from) return last;
  }
}
