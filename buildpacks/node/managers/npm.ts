import { shellWord } from '../../../lib/shell-word.ts';
import { type CommandsOf, globally, NPM_CACHE, TOOLS } from './commands.ts';

/** npm comes with Node.js; another version is installed where package.json asks for one that it is not. */
export const npm: CommandsOf = (_project, { version, lockfile }) => {
  const quiet = '--no-audit --no-fund';
  const install = lockfile ? `npm ci ${quiet}` : `npm install --no-package-lock ${quiet}`;
  return {
    ...(version && { setup: unlessThere(version) }),
    all: `${install} --include=dev`,
    production: `${install} --omit=dev`,
    prune: `npm prune --omit=dev --ignore-scripts ${quiet}`,
    script: (name) => `npm run ${name}`,
    start: (workspace) => (workspace === undefined ? 'npm start' : `npm start --workspace=${shellWord(workspace)}`),
    cache: NPM_CACHE,
    modules: ['node_modules'],
    notes: lockfile ? [] : ['There is no lockfile, so each build may get other versions: commit package-lock.json.'],
  };
};

// Private

/** npm brings a judge of ranges along. */
function unlessThere(range: string): string {
  const semver = '$(npm root --global)/npm/node_modules/semver/bin/semver.js';
  return `mkdir -p ${TOOLS}; node ${semver} --range ${shellWord(range)} $(npm --version) >/dev/null || ${globally('npm', range)}`;
}
