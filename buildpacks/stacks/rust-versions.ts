import { Failure } from '../../lib/failure.ts';
import type { VersionPin } from '../plan.ts';

/**
 * The Rust for what an app asks, among those that a stack has, the oldest first: `1.85` is the 1.85 there is, `1.85.0` just
 * that one, `1.56 or newer` and `stable` the newest. Throws a `Failure` `no_such_version`.
 */
export function rustVersion({ wanted, from }: VersionPin, versions: readonly string[], whose: string): string {
  const newest = versions.at(-1)!;
  if (wanted === 'stable' || wanted === 'latest') return newest;
  const level = /^(\d+\.\d+(?:\.\d+)?) or newer$/.exec(wanted)?.[1];
  const found =
    level === undefined
      ? versions.findLast((version) => version === wanted || version.startsWith(`${wanted}.`))
      : compare(newest, level) >= 0 && newest;
  if (found) return found;
  throw new Failure(
    'no_such_version',
    `There is no Rust "${wanted}", which ${from} asks for: ${whose} has ${versions.join(', ')}.`,
    {
      hint: `Ask for one of them in rust-toolchain.toml, as in  channel = "${newest.split('.').slice(0, 2).join('.')}"`,
    },
  );
}

// Private

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number)) as [number[], number[]];
  return left[0]! - right[0]! || left[1]! - right[1]! || (left[2] ?? 0) - (right[2] ?? 0);
}
