import { shellWord } from '../../../lib/shell-word.ts';
import { HOME } from '../../dockerfile.ts';
import type { Project } from '../project.ts';
import { type CommandsOf, globally } from './commands.ts';

const STORE = `${HOME}/.pnpm-store`;

/** pnpm, in the version that package.json names or that writes this form of lockfile. */
export const pnpm: CommandsOf = async (project, { version, lockfile }) => {
  const hasWorkspaces = project.workspaces.length > 0;
  const install = `pnpm install ${lockfile ? '--frozen-lockfile' : '--no-lockfile'} --config.store-dir=${STORE}`;
  return {
    setup: globally('pnpm', version ?? (await versionOfLockfile(project))),
    all: `${install} --prod=false`,
    production: `${install} --prod`,
    ...(!hasWorkspaces && { prune: 'CI=true pnpm prune --prod --ignore-scripts' }),
    script: (name) => `pnpm run ${name}`,
    start: (workspace) => (workspace === undefined ? 'pnpm start' : `pnpm --filter ${shellWord(workspace)} start`),
    cache: STORE,
    modules: ['node_modules'],
    notes: lockfile ? [] : ['There is no lockfile, so each build may get other versions: commit pnpm-lock.yaml.'],
  };
};

// Private

async function versionOfLockfile({ tree }: Project): Promise<string> {
  const lock = (await tree.read('pnpm-lock.yaml')) ?? '';
  const form = /^lockfileVersion:\s*'?(\d+)/m.exec(lock)?.[1];
  return form === '5' ? '7' : form === '6' ? '8' : '10';
}
