/** What of a go.mod or go.work matters here. */
export interface GoModule {
  /** The import path; undefined in a go.work. */
  path: string | undefined;
  go: string | undefined;
  toolchain: string | undefined;
  /** Folders that a go.work uses, from its own: `.`, `services/api`. */
  uses: readonly string[];
  /** What `// +heroku goVersion …` and `// +heroku install …` say. */
  heroku: { goVersion: string | undefined; install: readonly string[] };
}

/** Reads a go.mod or go.work, in which a directive is a line or a block in brackets. */
export function parseGoModule(text: string): GoModule {
  const lines = directives(text);
  const first = (name: string) => lines.find(([directive]) => directive === name)?.[1];
  const heroku = (name: string) =>
    new RegExp(`^[ \\t]*//[ \\t]*\\+heroku[ \\t]+${name}[ \\t]+(.+)$`, 'm').exec(text)?.[1]?.trim();
  const toolchain = first('toolchain');
  return {
    path: first('module'),
    go: first('go'),
    toolchain: toolchain === 'default' ? undefined : toolchain,
    uses: lines.filter(([directive]) => directive === 'use').map(([, folder]) => normal(folder)),
    heroku: { goVersion: heroku('goVersion'), install: heroku('install')?.split(/\s+/) ?? [] },
  };
}

// Private

/** Each directive with its first word, those of blocks too. */
function directives(text: string): [directive: string, word: string][] {
  const found: [string, string][] = [];
  let block: string | undefined;
  for (const line of text.split('\n')) {
    const [first, second] = line
      .replace(/\/\/.*/, '')
      .trim()
      .split(/\s+/)
      .map(unquoted);
    if (first === ')') block = undefined;
    else if (second === '(') block = first;
    else if (block !== undefined && first) found.push([block, first]);
    else if (first && second) found.push([first, second]);
  }
  return found;
}

const unquoted = (word: string) => word.replace(/^["`](.*)["`]$/, '$1');

const normal = (folder: string) => folder.replace(/^\.\//, '').replace(/\/+$/, '') || '.';
