import type { Language } from '../../../buildpacks/plan.ts';

/**
 * The language that a buildpack builds, by its name or address; undefined where it is not known, and `needless` where the rack
 * does its work by itself.
 */
export function languageNamed(buildpack: string): Language | 'needless' | undefined {
  const word = wordOf(buildpack);
  if (NEEDLESS.includes(word)) return 'needless';
  return Object.hasOwn(LANGUAGES, word) ? LANGUAGES[word] : undefined;
}

// Private

/** By the last word of a name or address, without what Heroku, Cloud Foundry and Paketo put around it. */
const LANGUAGES: Record<string, Language> = {
  nodejs: 'node',
  node: 'node',
  python: 'python',
  ruby: 'ruby',
  php: 'php',
  go: 'go',
  golang: 'go',
  java: 'java',
  jvm: 'java',
  gradle: 'java',
  rust: 'rust',
  deno: 'deno',
  bun: 'bun',
  static: 'static',
  nginx: 'static',
};

/** What the rack does without a buildpack: an Aptfile is read by itself. */
const NEEDLESS = ['apt'];

function wordOf(url: string): string {
  const last = url
    .replace(/[#@].*$/s, '')
    .split(/[/:]/)
    .findLast((part) => part !== '');
  return (last ?? '')
    .toLowerCase()
    .replace(/\.(git|tgz|tar\.gz)$/, '')
    .replace(/^(heroku-)?buildpack-|-buildpack$/g, '');
}
