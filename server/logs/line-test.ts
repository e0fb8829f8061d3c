import { findsPattern } from '../../lib/pattern/pattern.ts';
import { parseLogFilter } from '../model/log-filter.ts';
import type { LogLine } from './logs.ts';

/** What a line must be, beyond what a query of the history can say. */
export interface LineWish {
  /** It comes from any of these; see `LogWish`. */
  processes?: readonly string[] | undefined;
  /** Words, as CloudWatch has them. */
  filter?: string | undefined;
  /** A regular expression. */
  grep?: string | undefined;
}

/** Tells whether a line is wanted. */
export type LineTest = (line: LogLine) => boolean;

/** The name that stands for all that the platform says. */
export const PLATFORM = 'rack';

/** The tests that readers have by now, by their wishes. */
const inUse = new Map<string, WeakRef<LineTest>>();

/**
 * The test for such lines; undefined where all are wanted. Whoever wishes the same has the very same test while anybody has
 * it: by that the history knows readers that can share what was found.
 */
export function lineTest({ processes, filter, grep }: LineWish): LineTest | undefined {
  const key = JSON.stringify([processes ?? [], filter, grep]);
  const known = inUse.get(key)?.deref();
  if (known) return known;
  const test = testOf({ processes, filter, grep });
  for (const [old, reference] of inUse) if (reference.deref() === undefined) inUse.delete(old);
  if (test) inUse.set(key, new WeakRef(test));
  return test;
}

// Private

function testOf({ processes, filter, grep }: LineWish): LineTest | undefined {
  const tests: LineTest[] = [];
  if (processes && processes.length > 0) tests.push(fromOneOf(processes));
  if (filter !== undefined) tests.push(onMessage(parseLogFilter(filter)));
  if (grep !== undefined) tests.push(onMessage(findsPattern(grep)));
  if (tests.length === 0) return undefined;
  return (line) => tests.every((test) => test(line));
}

function onMessage(test: (message: string) => boolean): LineTest {
  return ({ message }) => test(message);
}

function fromOneOf(processes: readonly string[]): LineTest {
  return ({ source, process }) =>
    processes.some(
      (name) => process === name || process.startsWith(`${name}.`) || (name === PLATFORM && source === 'rack'),
    );
}
