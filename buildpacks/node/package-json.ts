import { Failure } from '../../lib/failure.ts';

/** What of a package.json matters here. */
export interface PackageJson {
  main?: string;
  engines?: { node?: string };
  packageManager?: string;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  workspaces?: unknown;
}

/** The manifest in this text; throws a `Failure` `bad_package_json` when it is no JSON. */
export function parsePackageJson(text: string): PackageJson {
  try {
    return Object(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (cause) {
    throw new Failure('bad_package_json', `package.json is no valid JSON: ${(cause as Error).message}`, {
      hint: 'Mend package.json, commit and push again.',
    });
  }
}
