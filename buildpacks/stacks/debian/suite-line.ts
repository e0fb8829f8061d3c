import { Failure } from '../../../lib/failure.ts';
import type { VersionPin } from '../../plan.ts';
import { highestLine } from '../../version-range.ts';
import type { Suite } from './runtime.ts';

/** A language of which each release of Debian has one line, kept alive by Debian itself. */
export interface SuiteLines {
  /** The name for people: `PHP`. */
  title: string;
  /** `8.2` → `bookworm`. */
  lines: Readonly<Record<string, Suite>>;
}

/** The highest line that fits what an app asks; throws a `Failure` `no_such_version` that names those there are. */
export function suiteLine({ title, lines }: SuiteLines, { wanted, from }: VersionPin): string {
  const all = Object.keys(lines);
  const line = highestLine(all, wanted);
  if (line !== undefined) return line;
  throw new Failure('no_such_version', `${title} ${wanted} was asked for (${from}); here are ${all.join(' and ')}.`, {
    hint: `Ask for one of them, build with a Dockerfile, or run the rack on the official stack.`,
  });
}
