import { table } from '../../lib/table.ts';
import type { Seen } from './count.ts';
import type { Journal } from './journal.ts';

/** How many faults of a reader are told one by one. */
const TOLD = 20;

/** How a scenario went. */
export interface Outcome {
  scenario: string;
  seen: Seen[];
  seconds: number;
}

/** True when a reader has all lines once, in order, and nothing else was wrong. */
export function isGood({ missing, repeated, disordered, words }: Seen): boolean {
  return missing + repeated + disordered + words.length === 0;
}

/** One row for each scenario and reader. */
export function outcomes(all: readonly Outcome[]): string {
  const header = ['SCENARIO', 'READER', 'WRITTEN', 'READ', 'MISSING', 'REPEATED', 'DISORDERED', 'SECONDS', ''];
  const rows = all.flatMap(({ scenario, seen, seconds }) =>
    seen.map((each) => [
      scenario,
      each.reader,
      ...[each.written, each.read, each.missing, each.repeated, each.disordered].map((count) =>
        count.toLocaleString('en'),
      ),
      seconds.toFixed(0),
      isGood(each) ? 'ok' : 'NOT OK',
    ]),
  );
  return table(header, rows);
}

/** What is wrong, each with the numbers and with what happened before. */
export function faultsOf({ scenario, seen }: Outcome, journal: Journal): string[] {
  return seen.flatMap(({ reader, faults, words }) => {
    const told = [...words, ...faults.slice(0, TOLD).map((fault) => journal.explain(fault))];
    const rest = faults.length > TOLD ? [`… and ${faults.length - TOLD} more`] : [];
    return [...told, ...rest].map((line) => `${scenario}, ${reader}: ${line}`);
  });
}
