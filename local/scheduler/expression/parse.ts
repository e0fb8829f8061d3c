import { parseAt } from './at.ts';
import { parseCron } from './cron.ts';
import type { Expression } from './expression.ts';
import { parseRate } from './rate.ts';
import type { Zone } from './zone.ts';

/** Parses `at(…)`, `rate(…)` or `cron(…)`; undefined for what is none. Rates count from `anchor`. */
export function parseExpression(text: string, zone: Zone, anchor: number): Expression | undefined {
  const [, kind, inner = ''] = /^(at|rate|cron)\((.*)\)$/.exec(text) ?? [];
  if (kind === 'at') return parseAt(inner, zone);
  if (kind === 'rate') return parseRate(inner, anchor);
  if (kind === 'cron') return parseCron(inner, zone);
  return undefined;
}
