import { Failure } from '../../lib/failure.ts';

/** What of a package.json matters here. */
export interface PackageJson {
  name?: string;
  main?: string;
  engines?: Record<string, string>;
  packageManager?: string;
  devEngines?: { packageManager?: { name?: string; version?: string } };
  volta?: Record<string, string>;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  workspaces?: unknown;
}

/** The manifest in this text; throws a `Failure` `bad_package_json` when it is no JSON object. */
export function parsePackageJson(text: string, path = 'package.json'): PackageJson {
  const value = parsed(text, path);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return tidied(value as PackageJson);
  throw new Failure('bad_package_json', `${path} is no JSON object.`, { hint: `Mend ${path}, commit and push again.` });
}

// Private

const WORDS = ['name', 'main', 'packageManager'] as const;
const TABLES = ['engines', 'volta', 'scripts', 'dependencies', 'devDependencies', 'optionalDependencies'] as const;

/** What is of another kind than it should be is not there: npm passes over most of it too. A number is a version. */
function tidied(manifest: PackageJson): PackageJson {
  const words = WORDS.filter((key) => typeof manifest[key] !== 'string').map((key) => [key, undefined]);
  const tables = TABLES.map((key) => [key, textsIn(manifest[key])]);
  const { name, version } = Object(Object(manifest.devEngines).packageManager);
  const devEngines = typeof name === 'string' ? { packageManager: textsIn({ name, version })! } : undefined;
  return { ...manifest, ...Object.fromEntries([...words, ...tables]), devEngines };
}

function textsIn(table: unknown): Record<string, string> | undefined {
  if (typeof table !== 'object' || table === null || Array.isArray(table)) return undefined;
  const entries = Object.entries(table).filter(([, value]) => ['string', 'number'].includes(typeof value));
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new Failure('bad_package_json', `${path} is no valid JSON: ${(cause as Error).message}`, {
      hint: `Mend ${path}, commit and push again.`,
    });
  }
}
