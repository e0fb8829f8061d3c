import { shellWord } from '../../../lib/shell-word.ts';
import { HOME } from '../../dockerfile.ts';
import type { Manager } from '../lockfile.ts';
import type { Project } from '../project.ts';
import { type Commands, type CommandsOf, globally, majorOf } from './commands.ts';

/** Yarn: the classic one, or the one since 2 with packages in node_modules or Plug'n'Play. */
export const yarn: CommandsOf = async (project, manager) => {
  const version = await versionOf(project, manager);
  const notes = manager.lockfile
    ? []
    : ['There is no lockfile, so each build may get other versions: commit yarn.lock.'];
  const commands = version.startsWith('1') ? classic(version, manager) : await modern(project, version, manager);
  return { ...commands, notes: [...notes, ...(commands.notes ?? [])] };
};

// Private

const SCRIPTS: Pick<Commands, 'script' | 'start'> = {
  script: (name) => `yarn run ${name}`,
  start: (workspace) => (workspace === undefined ? 'yarn start' : `yarn workspace ${shellWord(workspace)} start`),
};

/** Folders above a cache belong to root, so it lies where nothing else has to be. */
const CLASSIC_CACHE = `${HOME}/.yarn-cache`;

function classic(version: string, { lockfile }: Manager): Commands {
  const install = `yarn install ${lockfile ? '--frozen-lockfile' : '--no-lockfile'} --non-interactive --cache-folder ${CLASSIC_CACHE}`;
  return {
    ...SCRIPTS,
    setup: globally('yarn', version),
    all: `${install} --production=false`,
    production: `${install} --production`,
    prune: `${install} --production --ignore-scripts --prefer-offline`,
    cache: CLASSIC_CACHE,
    modules: ['node_modules'],
  };
}

/** Its cache is a folder of the app with Plug'n'Play, whose packages are used out of it; what it holds is mirrored in the home. */
async function modern(project: Project, version: string, { lockfile }: Manager): Promise<Commands> {
  const settings = (await project.tree.read('.yarnrc.yml')) ?? '';
  const isPlugged = !/^nodeLinker:\s*["']?(node-modules|pnpm)/m.test(settings);
  const install = `yarn install ${lockfile ? '--immutable' : '--no-immutable'}`;
  const made = isPlugged ? MAKE_PLUGGED : '';
  const focus = `yarn workspaces focus --all --production${made}`;
  const prunes = canFocus(project, version);
  return {
    ...SCRIPTS,
    setup: globally('@yarnpkg/cli-dist', version),
    all: `${install}${made}`,
    production: prunes ? focus : `${install}${made}`,
    ...(prunes && { prune: focus }),
    cache: `${HOME}/.yarn/berry`,
    modules: isPlugged ? PLUGGED : ['node_modules'],
    leavesFiles: true,
    ...(!isPlugged && { dropped: ['.yarn/cache'] }),
    env: { YARN_ENABLE_TELEMETRY: '0', ...(isPlugged && { YARN_ENABLE_GLOBAL_CACHE: 'false' }) },
  };
}

const PLUGGED = ['.yarn/cache', '.yarn/unplugged'];
const MAKE_PLUGGED = ` && mkdir -p ${PLUGGED.join(' ')}`;

/** Before 4, what installs for production alone is a plugin. */
function canFocus({ files }: Project, version: string): boolean {
  return majorOf(version)! >= 4 || files.has('.yarn/plugins/@yarnpkg/plugin-workspace-tools.cjs');
}

/** The version that package.json names or the repository brings, as far as it can read the lockfile, else one that writes such. */
async function versionOf({ tree, files, manifest }: Project, { version }: Manager): Promise<string> {
  const lock = (await tree.read('yarn.lock')) ?? '';
  const settings = (await tree.read('.yarnrc.yml')) ?? '';
  const brought = /^yarnPath:.*\byarn-(\d[\w.]*(?:-[\w.]+)?)\.cjs/m.exec(settings)?.[1];
  const form = /__metadata:\s+version: (\d+)/.exec(lock)?.[1];
  const isModern = form !== undefined || lock.includes('__metadata:') || files.has('.yarnrc.yml');
  const asked = manifest.packageManager ? version : (brought ?? version);
  const major = majorOf(asked);
  if (asked !== undefined && (lock === '' || major! > 1 === isModern)) return asked;
  if (!isModern) return '1';
  return form === undefined || Number(form) >= 8 ? '4' : Number(form) >= 5 ? '3' : '2';
}
