import type { SystemPackages } from '../plan.ts';
import type { Dependencies } from './dependencies.ts';

/** Packages of PyPI that do not bring the libraries or programs they need, and what Debian has for them. */
const NEEDS: readonly { name: string; extra?: string; build?: readonly string[]; run?: readonly string[] }[] = [
  // Compiled against PostgreSQL's client; psycopg2-binary and psycopg[binary] bring their own.
  { name: 'psycopg2', build: ['libpq-dev'], run: ['libpq5'] },
  { name: 'psycopg-c', build: ['libpq-dev'], run: ['libpq5'] },
  { name: 'psycopg', extra: 'c', build: ['libpq-dev'], run: ['libpq5'] },
  // Loads libpq when it starts, unless psycopg[binary] is there.
  { name: 'psycopg', run: ['libpq5'] },
  { name: 'mysqlclient', build: ['default-libmysqlclient-dev'], run: ['libmariadb3'] },
  // Load these libraries when they are imported.
  { name: 'pycairo', build: ['libcairo2-dev'], run: ['libcairo2'] },
  { name: 'cairocffi', run: ['libcairo2'] },
  { name: 'weasyprint', run: ['libpango-1.0-0', 'libpangoft2-1.0-0', 'libharfbuzz-subset0'] },
  { name: 'python-magic', run: ['libmagic1'] },
  { name: 'opencv-python', run: ['libgl1', 'libglib2.0-0'] },
  // Start these programs.
  { name: 'pdf2image', run: ['poppler-utils'] },
  { name: 'pydub', run: ['ffmpeg'] },
  { name: 'pytesseract', run: ['tesseract-ocr'] },
  { name: 'graphviz', run: ['graphviz'] },
];

/** The Debian packages that these need besides Python itself. */
export function systemPackages(dependencies: Dependencies): SystemPackages {
  const isBundled = dependencies.has('psycopg-binary') || dependencies.has('psycopg', 'binary');
  const needed = NEEDS.filter(({ name, extra }) => dependencies.has(name, extra) && !(name === 'psycopg' && isBundled));
  const all = (of: 'build' | 'run') => [...new Set(needed.flatMap((each) => each[of] ?? []))];
  return { build: all('build'), run: all('run') };
}
