import { Failure } from '../../lib/failure.ts';
import type { PackageJson } from './package-json.ts';
import type { Project } from './project.ts';

export type ManagerName = 'npm' | 'yarn' | 'pnpm' | 'bun';

/** The package manager of an app. */
export interface Manager {
  name: ManagerName;
  /** The version or range that package.json asks for, if it does. */
  version: string | undefined;
  /** The lockfile that counts, if there is one. */
  lockfile: string | undefined;
  notes: readonly string[];
}

/** Lockfiles by manager; of several of one manager the first counts, as the manager itself has it. */
const LOCKFILES: Readonly<Record<ManagerName, readonly string[]>> = {
  npm: ['npm-shrinkwrap.json', 'package-lock.json'],
  yarn: ['yarn.lock'],
  pnpm: ['pnpm-lock.yaml'],
  bun: ['bun.lock', 'bun.lockb'],
};
const NAMES = Object.keys(LOCKFILES) as ManagerName[];

/**
 * The package manager: the one that package.json names, else the one whose lockfile is there, else npm. Throws a `Failure`
 * when the lockfiles contradict each other or package.json.
 */
export function managerOf({ files, manifest }: Pick<Project, 'files' | 'manifest'>): Manager {
  const named = namedManager(manifest);
  const locked = lockedBy(files);
  if (named && locked.length > 0 && !locked.includes(named.name)) throw otherLockfile(named.name, files, locked);
  if (!named && locked.length > 1) throw twoLockfiles(files, locked);
  const name = named?.name ?? locked[0] ?? 'npm';
  const lockfile = lockfileOf(name, files);
  const others = locked.filter((each) => each !== name).map((each) => lockfileOf(each, files));
  const version = named?.version ?? manifest.engines?.[name];
  if (version !== undefined && /[\p{Cc}'"`$\\]/u.test(version)) throw noVersion(name, version);
  const notes = others.map(
    (other) => `package.json names ${name}, so ${lockfile} counts and ${other} does not: remove it.`,
  );
  return { name, version, lockfile, notes };
}

/** The managers whose lockfiles are there. */
export function lockedBy(files: ReadonlySet<string>): ManagerName[] {
  return NAMES.filter((name) => lockfileOf(name, files) !== undefined);
}

/** What package.json names in `packageManager` or `devEngines`. */
export function namedManager(manifest: PackageJson): { name: ManagerName; version: string | undefined } | undefined {
  const { packageManager, devEngines } = manifest;
  const [name, version] = packageManager
    ? packageManager.trim().split(/[@+]/)
    : [devEngines?.packageManager?.name, devEngines?.packageManager?.version];
  if (!name) return undefined;
  if (isManager(name)) return { name, version: version || undefined };
  throw new Failure('bad_package_manager', `package.json names a package manager that is not known here: "${name}".`, {
    hint: `Name one of ${NAMES.join(', ')}, as in "packageManager": "npm@11.4.0", or remove it.`,
  });
}

// Private

function isManager(name: string): name is ManagerName {
  return Object.hasOwn(LOCKFILES, name);
}

function lockfileOf(name: ManagerName, files: ReadonlySet<string>): string | undefined {
  return LOCKFILES[name].find((file) => files.has(file));
}

function noVersion(name: ManagerName, version: string): Failure {
  return new Failure(
    'bad_package_manager',
    `package.json asks for ${name} ${JSON.stringify(version)}: that is no version.`,
    {
      hint: 'Ask for one as in "packageManager": "npm@11.4.0", or remove it.',
    },
  );
}

function otherLockfile(name: ManagerName, files: ReadonlySet<string>, locked: readonly ManagerName[]): Failure {
  const there = lockfileOf(locked[0]!, files);
  return new Failure('other_lockfile', `package.json names ${name}, but ${there} is a lockfile of ${locked[0]}.`, {
    hint: `Run ${name} install, commit its ${LOCKFILES[name].at(-1)} and remove ${there}; or let package.json name ${locked[0]}.`,
  });
}

function twoLockfiles(files: ReadonlySet<string>, locked: readonly ManagerName[]): Failure {
  const all = locked.map((name) => lockfileOf(name, files));
  return new Failure('two_lockfiles', `There are lockfiles of ${all.length} package managers: ${all.join(', ')}.`, {
    hint: `Remove those out of use (git rm ${all[1]}), or name the manager in package.json, as in "packageManager": "npm@11.4.0".`,
  });
}
