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
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as PackageJson;
  throw new Failure('bad_package_json', `${path} is no JSON object.`, { hint: `Mend ${path}, commit and push again.` });
}

// Private

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new Failure('bad_package_json', `${path} is no valid JSON: ${(cause as Error).message}`, {
      hint: `Mend ${path}, commit and push again.`,
    });
  }
}
