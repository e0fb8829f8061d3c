import type { Expression } from './expression.ts';
import type { Zone } from './zone.ts';

/** What is due once: `2026-12-01T10:00:00` on the clocks of a zone. A time that they leave out never comes. */
export function parseAt(text: string, zone: Zone): Expression | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return undefined;
  const wall = Date.parse(`${text}Z`);
  // The 30th of February is a day in March for the runtime, and none for AWS.
  if (Number.isNaN(wall) || !new Date(wall).toISOString().startsWith(text)) return undefined;
  const at = zone.instantOf(wall);
  return { isOnce: true, next: (after) => (at !== undefined && at > after ? at : undefined) };
}
