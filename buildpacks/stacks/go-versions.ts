import { Failure } from '../../lib/failure.ts';
import type { VersionPin } from '../plan.ts';

/** The oldest Go that knows what the builds ask of it (-trimpath). */
const OLDEST_MINOR = 13;

/**
 * The Go version for what an app asks, among those there are: `1.22` is the newest 1.22.x, `1.22.5` just that one.
 * Throws a `Failure` `no_such_version`.
 */
export function goVersion({ wanted, from }: VersionPin, versions: readonly string[]): string {
  const inOrder = versions.filter(isBuilt).sort(byVersion);
  const released = inOrder.filter((version) => !/[a-z]/.test(version));
  if (wanted === 'latest') return released.at(-1)!;
  const found = /^\d+\.\d+$|^\d+$/.test(wanted)
    ? released.filter((version) => version === wanted || version.startsWith(`${wanted}.`)).at(-1)
    : inOrder.find((version) => version === wanted);
  if (found !== undefined) return found;
  throw new Failure('no_such_version', `There is no Go "${wanted}", which ${from} asks for.`, {
    hint: `There are 1.${OLDEST_MINOR} to ${released.at(-1)}: ask for one as in "go 1.${minorOf(released.at(-1)!)}" or "toolchain go${released.at(-1)}" in go.mod.`,
  });
}

/** Without an answer of the module proxy only an exact version can be taken at its word. */
export function goVersionUnasked({ wanted, from }: VersionPin, cause: unknown): string {
  if (/^\d+\.\d+(\.\d+|rc\d+)$/.test(wanted)) return wanted;
  throw new Failure('go_versions_unknown', `Which Go fits "${wanted}" (${from}) could not be asked.`, {
    hint: 'Ask for an exact version in go.mod, as in "toolchain go1.26.3", or mend the network.',
    cause,
  });
}

// Private

const minorOf = (version: string) => Number.parseInt(version.split('.')[1] ?? '0', 10);

const isBuilt = (version: string) => minorOf(version) >= OLDEST_MINOR;

/** 1.26rc1 comes before 1.26.0, which until 1.20 was called 1.20. */
function byVersion(a: string, b: string): number {
  const [left, right] = [a, b].map(parts) as [number[], number[]];
  return left[0]! - right[0]! || left[1]! - right[1]! || left[2]! - right[2]! || left[3]! - right[3]!;
}

function parts(version: string): number[] {
  const [, major, minor, patch, early, number] = /^(\d+)\.(\d+)(?:\.(\d+))?(?:(rc|beta)(\d+))?$/.exec(version) ?? [];
  const isEarly = early !== undefined;
  return [
    Number(major),
    Number(minor),
    isEarly ? -1 : Number(patch ?? 0),
    early === 'rc' ? 100 + Number(number) : Number(number ?? 0),
  ];
}
