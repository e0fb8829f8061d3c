import type { SystemPackages } from '../plan.ts';

/** The Debian packages that gems with extensions in C need, to be compiled and to run. */
export function libraries(gems: ReadonlySet<string>): SystemPackages {
  const needed = Object.entries(NEEDED).filter(([gem]) => gems.has(gem));
  return { build: needed.flatMap(([, { build }]) => build), run: needed.flatMap(([, { run }]) => run) };
}

// Private

const NEEDED: Record<string, { build: string[]; run: string[] }> = {
  ffi: { build: ['libffi-dev'], run: ['libffi8'] },
  mysql2: { build: ['default-libmysqlclient-dev'], run: ['libmariadb3'] },
  pg: { build: ['libpq-dev'], run: ['libpq5'] },
  psych: { build: ['libyaml-dev'], run: ['libyaml-0-2'] },
  'ruby-vips': { build: [], run: ['libvips42'] },
  sqlite3: { build: ['libsqlite3-dev'], run: ['libsqlite3-0'] },
};
