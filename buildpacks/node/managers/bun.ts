import { shellWord } from '../../../lib/shell-word.ts';
import { HOME } from '../../dockerfile.ts';
import type { CommandsOf } from './commands.ts';

/** Bun is a runtime of the image, so there is nothing to set up. It has no command that removes development dependencies. */
export const bun: CommandsOf = (_project, { lockfile }) => {
  const install = `bun install${lockfile ? ' --frozen-lockfile' : ' --no-save'}`;
  return {
    all: install,
    production: `${install} --production`,
    script: (name) => `bun run ${name}`,
    start: (workspace) =>
      workspace === undefined ? 'bun run start' : `bun run --filter ${shellWord(workspace)} start`,
    cache: `${HOME}/.bun`,
    modules: ['node_modules'],
    notes: lockfile ? [] : ['There is no lockfile, so each build may get other versions: commit bun.lock.'],
  };
};
