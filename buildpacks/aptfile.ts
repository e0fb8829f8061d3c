import { Failure } from '../lib/failure.ts';
import type { Tree } from './plan.ts';

/** The file that names Debian packages which an app needs besides its language, as for Heroku's buildpack of that name. */
export const APTFILE = 'Aptfile';

/**
 * The Debian packages of a tree's Aptfile, one a line; blank lines and comments (`#`) are passed over. Throws a `Failure`
 * `bad_aptfile` for anything else: other repositories and files of packages would go past Debian's signatures.
 */
export async function aptPackages(tree: Tree): Promise<string[]> {
  const lines = ((await tree.read(APTFILE)) ?? '').split(/\r?\n/).map((line) => line.replace(/#.*/, '').trim());
  const packages = lines.flatMap((line, at) => (line === '' ? [] : checked(line, at + 1)));
  return [...new Set(packages)];
}

// Private

/** The names of Debian Policy 5.6.1, with a version (`=`) or architecture where one is asked for. */
const NAME = /^[a-z0-9][a-z0-9+.-]+(:[a-z0-9]+)?(=[\w.+~:-]+)?$/;

function checked(line: string, number: number): string[] {
  const names = line.split(/\s+/);
  const bad = names.find((name) => !NAME.test(name));
  if (bad === undefined) return names;
  throw new Failure('bad_aptfile', `${APTFILE} line ${number}: "${bad}" is no name of a Debian package.`, {
    hint: 'Name packages of Debian itself. Other repositories and .deb files need a Dockerfile.',
  });
}
