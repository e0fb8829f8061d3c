import { Failure } from '../../lib/failure.ts';
import type { VersionPin } from '../plan.ts';

/**
 * The Java for what an app asks, among the lines that a stack has, the oldest first: `21` is just that one, `8 or newer` the
 * first that is no older. Throws a `Failure` `no_such_version`.
 */
export function javaVersion({ wanted, from }: VersionPin, lines: readonly string[], whose: string): string {
  const level = /^(\d+)(?:\.\d+)* or newer$/.exec(wanted)?.[1];
  const found =
    level === undefined ? lines.find((line) => line === wanted) : lines.find((line) => Number(line) >= Number(level));
  if (found !== undefined) return found;
  const isExact = /^\d+\./.test(wanted) && lines.includes(wanted.split('.')[0]!);
  throw new Failure(
    'no_such_version',
    `There is no Java "${wanted}", which ${from} asks for: ${whose} has ${lines.join(', ')}.`,
    {
      hint: `Ask for one of them in system.properties, as in  java.runtime.version=${isExact ? wanted.split('.')[0] : lines.at(-1)}`,
    },
  );
}
