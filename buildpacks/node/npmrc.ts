import type { Project } from './project.ts';

/** Settings of registries in which variables of the environment may stand. */
const FILES = ['.npmrc', '.yarnrc.yml', 'bunfig.toml'];

/** `${NAME}` or `$NAME`; `${NAME-standard}` and `${NAME?}` do without it. */
const VARIABLE = /\$\{([A-Z_][A-Z0-9_]*)\}|\$([A-Z_][A-Z0-9_]*)/g;

/** Says which variables (`${NPM_TOKEN}`) an install reads that the app does not have. */
export async function missingTokens({ tree, env }: Project): Promise<string[]> {
  const notes: string[] = [];
  for (const file of FILES) {
    const lines = ((await tree.read(file)) ?? '').split('\n').filter((line) => !/^\s*[#;]/.test(line));
    const names = lines.flatMap((line) => [...line.matchAll(VARIABLE)].map((match) => (match[1] ?? match[2])!));
    const missing = [...new Set(names)].filter((name) => env[name] === undefined && name !== 'HOME');
    notes.push(...missing.map((name) => missingToken(file, name)));
  }
  return notes;
}

// Private

function missingToken(file: string, name: string): string {
  return `${file} reads ${name}, which this app does not have: ssh rack env set APP ${name}=…, and let its build see it: ssh rack set APP build-env=${name}`;
}
