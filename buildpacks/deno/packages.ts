import { shellWord } from '../../lib/shell-word.ts';
import { HOME } from '../dockerfile.ts';
import type { Plan, Step } from '../plan.ts';
import type { DenoConfig } from './config.ts';

/** Where Deno has its packages and modules, in the image too. */
const DENO_DIR = `${HOME}/.deno`;

/** Keeps them from build to build. */
const DOWNLOADS = `${HOME}/.deno-downloads`;

/** Files that an install reads, where they are there. */
const MANIFESTS = ['deno.json', 'deno.jsonc', 'deno.lock', 'package.json', '.npmrc'];

/** What Deno notes about the code itself would make the layer of the packages another one with each push. */
const FORGET_CODE = 'rm -rf "$DENO_DIR"/gen "$DENO_DIR"/*_cache_v*';

type Packages = Pick<Plan, 'steps' | 'kept' | 'result' | 'env' | 'notes'>;

/** How an app's packages and modules get into its image: those that deno.json names, then those that the code names itself. */
export function denoPackages(
  files: ReadonlySet<string>,
  config: DenoConfig,
  { entry, builds }: { entry: string | undefined; builds: boolean },
): Packages {
  const isLocked = files.has('deno.lock');
  const frozen = isLocked ? ' --frozen' : '';
  const makesModules = files.has('package.json') || config.nodeModulesDir !== undefined;
  const folder = makesModules ? ' && mkdir -p node_modules' : '';
  const code = [...(entry ? [`deno cache${frozen} ${shellWord(entry)}`] : []), ...(builds ? ['deno task build'] : [])];
  return {
    steps: [
      step(inputs(files, config), `deno install${frozen}${folder}`),
      ...(code.length > 0 ? [step('everything', code.join(' && '))] : []),
    ],
    kept: [DENO_DIR, ...(makesModules ? ['node_modules'] : [])],
    result: builds ? 'build' : 'tree',
    env: { DENO_DIR, DENO_NO_UPDATE_CHECK: '1', DENO_TLS_CA_STORE: 'system,mozilla' },
    notes: isLocked ? [] : ['There is no lockfile, so each build may get other versions: commit deno.lock.'],
  };
}

// Private

/** Downloads of earlier builds are there, and those of this one will be for the next. */
function step(needs: Step['needs'], command: string): Step {
  const before = `mkdir -p "$DENO_DIR" && cp -a ${DOWNLOADS}/. "$DENO_DIR"`;
  return {
    needs,
    run: [`${before} && ${command} && ${FORGET_CODE} && cp -au "$DENO_DIR"/. ${DOWNLOADS}`],
    caches: [DOWNLOADS],
  };
}

function inputs(files: ReadonlySet<string>, { workspace, importMap }: DenoConfig): Step['needs'] {
  if (workspace !== undefined || /^https?:/.test(importMap ?? '')) return 'everything';
  const map = importMap?.replace(/^\.\//, '');
  return [...MANIFESTS, ...(map ? [map] : [])].filter((file) => files.has(file));
}
