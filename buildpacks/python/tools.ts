import { HOME } from '../dockerfile.ts';
import type { Step } from '../plan.ts';

/** The versions of what installs packages, all from PyPI; they are in the build stage only. Raised with a changelog entry. */
export const TOOLS = {
  pip: '26.3',
  uv: '0.13.9',
  poetry: '2.5.1',
  'poetry-plugin-export': '1.10.1',
  pipenv: '2026.10.3',
} as const;

export type Tool = keyof typeof TOOLS;

/** Where the packages of an app lie: below its code, so that tools and editors find it where they look. */
export const VENV = '.venv';

/** What pip, uv, Poetry and Pipenv have downloaded and built. */
export const CACHES: readonly string[] = [`${HOME}/.cache`];

/** Packages that a step installs are compiled in one go: a file without a time in it is the same in each build. */
export const COMPILE = `python3 -m compileall -qq -f -j 0 --invalidation-mode unchecked-hash ${VENV} || true`;

/** An environment without pip, which only the build needs. */
export const MAKE_VENV = `python3 -m venv --without-pip ${VENV}`;

/**
 * Puts tools in place, away from the app's own packages. Without caches of the app's own this is one layer for all apps. The large
 * ones come by uv, which is several times as quick as pip.
 */
export function setUp(...tools: readonly Tool[]): Step {
  const named = (each: readonly Tool[]) => each.map((tool) => `${tool}==${TOOLS[tool]}`).join(' ');
  const isSmall = tools.every((tool) => tool === 'pip' || tool === 'uv');
  const small = [
    `python3 -m venv ${FOLDER}`,
    `${FOLDER}/bin/pip install -q --no-cache-dir ${named(isSmall ? tools : ['uv'])}`,
  ];
  const large = isSmall ? [] : [call('uv', `pip install -q --no-cache --python ${FOLDER} ${named(tools)}`)];
  return { needs: [], run: [[...small, ...large].join(' && ')], caches: [] };
}

/** pip, which puts packages into the app's environment. */
export function pipInstall(...words: readonly string[]): string {
  const quiet = 'install --no-compile --no-input --progress-bar off';
  return call('pip', `--python ${VENV}/bin/python`, quiet, ...words);
}

/** The command line of a tool. */
export function call(tool: Tool, ...words: readonly string[]): string {
  return [`${FOLDER}/bin/${tool}`, ...words].join(' ');
}

// Private

const FOLDER = `${HOME}/.tools`;
