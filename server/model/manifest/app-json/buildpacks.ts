import type { Language } from '../../../../buildpacks/plan.ts';
import type { Value } from '../value.ts';

/** The languages of a list of buildpacks, each once; undefined where none of them is a language. */
export function languagesOf(buildpacks: Value | undefined): readonly Language[] | undefined {
  const found = (buildpacks?.list() ?? []).flatMap((buildpack) => languageOf(buildpack) ?? []);
  return found.length > 0 ? [...new Set(found)] : undefined;
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

function languageOf(buildpack: Value): Language | undefined {
  const url = buildpack.is === 'map' ? buildpack.fields(['url']).get('url') : buildpack;
  if (!url) throw buildpack.bad(`${buildpack.path} has no url.`);
  const word = wordOf(url.text());
  if (Object.hasOwn(LANGUAGES, word)) return LANGUAGES[word];
  if (!NEEDLESS.includes(word)) url.note(`The buildpack ${url.text()} is not known and is left out.`);
  return undefined;
}

function wordOf(url: string): string {
  const last = url
    .replace(/[#@].*$/s, '')
    .replace(/(\.git|\.tgz|\.tar\.gz)?\/*$/, '')
    .split(/[/:]/)
    .at(-1)!;
  return last.toLowerCase().replace(/^(heroku-)?buildpack-|-buildpack$/g, '');
}
