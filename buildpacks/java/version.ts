import type { Tree, VersionPin } from '../plan.ts';
import { toolVersion } from '../tool-versions.ts';

/** The Java of apps that ask for none: the one under long-term support. Moves every other year, with a changelog entry. */
export const LTS = '25';

/**
 * The Java an app asks for: environment, system.properties, .java-version, .sdkmanrc, .tool-versions, mise.toml, then what its
 * build compiles for, else the LTS.
 */
export async function javaPin(
  tree: Tree,
  files: ReadonlySet<string>,
  ofBuild: VersionPin | undefined,
  env: Readonly<Record<string, string>>,
): Promise<VersionPin> {
  if (env.JAVA_VERSION) return { wanted: normal(env.JAVA_VERSION), from: 'JAVA_VERSION in the environment' };
  for (const { file, pattern, from } of FILES) {
    const text = files.has(file) ? ((await tree.read(file)) ?? '') : '';
    const wanted = pattern.exec(text)?.[1];
    if (wanted) return { wanted: normal(wanted), from };
  }
  const tool = await toolVersion(tree, files, ['java']);
  if (tool) return { ...tool, wanted: normal(tool.wanted) };
  return ofBuild ?? { wanted: LTS, from: 'no version asked for: the current LTS' };
}

/** What a build that compiles for a Java needs: that one, or the next that there is. */
export function atLeast(level: string): string {
  return `${normal(level)} or newer`;
}

// Private

const FILES = [
  { file: 'system.properties', pattern: /^[ \t]*java\.runtime\.version[ \t]*[=:][ \t]*(\S+)/m, from: 'java.runtime.version in system.properties' },
  { file: '.java-version', pattern: /^\s*(\S+)/, from: '.java-version' },
  { file: '.sdkmanrc', pattern: /^[ \t]*java[ \t]*=[ \t]*(\S+)/m, from: '.sdkmanrc' },
]; // biome-ignore format: a table

/** `temurin-21.0.2+13`, `21.0.2-tem` and `1.8` as Java's own numbers: `21.0.2`, `21.0.2`, `8`. */
function normal(wanted: string): string {
  return wanted
    .replace(/^[a-z][a-z_-]*-(?=\d)/i, '')
    .replace(/[-+].*$/s, '')
    .replace(/^1\.(?=\d)/, '');
}
