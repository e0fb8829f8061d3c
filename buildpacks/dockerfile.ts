import { posix } from 'node:path';
import { Failure } from '../lib/failure.ts';
import { shellWord } from '../lib/shell-word.ts';
import type { Plan, Step } from './plan.ts';
import type { Bases } from './stacks/stack.ts';

/** The folder of the build context that holds the tree, so that the build's own files stay out of the image. */
export const TREE = 'app';

/** Where apps lie in their image, and who runs them. Every base image has this user, and the folder, which is theirs. */
export const FOLDER = '/app';
export const USER = 'app';
export const USER_ID = 1000;
export const HOME = '/home/app';

/** Where the buildpack's own files lie, in the build context and in the image. */
export const OWN_FILES = 'own';
export const OWN = `${HOME}/rack`;

/** The secret of the build that holds the variables which the app lets its build see. */
export const BUILD_ENV = 'build-env';

export interface DockerfileOptions {
  /** What the app's caches are called: a name that no Dockerfile of another app can guess. */
  cacheScope: string;
  /** A word that changes with the variables which the build sees; undefined when it sees none. */
  buildEnv?: string | undefined;
  /** The folders of the context with the tree and the buildpack's own files, where they are not the standard ones. */
  folders?: { tree: string; own: string };
}

/**
 * The Dockerfile of a plan on its base images. What changes least comes first, so that a push that changes only code makes
 * one new layer. What only the build needs stays in a stage of its own.
 */
export function dockerfile(plan: Plan, bases: Bases, options: DockerfileOptions): string {
  const own = copyOwn(plan, options);
  const run = [`FROM ${bases.run.image}`, ...bases.run.lines, ...prepare(plan), ...own];
  if (plan.steps.length === 0) return text([...run, copyTree(options)]);
  const build = [`FROM ${bases.build.image} AS build`, ...bases.build.lines, EPOCH, ...prepare(plan), ...own];
  return text([...build, ...steps(plan, options), '', ...run, ...plan.kept.map(copyKept), ...result(plan, options)]);
}

// Private

const text = (lines: readonly string[]) => `${lines.join('\n')}\n`;

const absolute = (path: string) => (path.startsWith('/') ? path : `${FOLDER}/${path}`);

function prepare({ env, path }: Plan): string[] {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const folders = path.map((folder) => `${absolute(folder)}:`).join('');
  return [
    `ENV ${[`HOME=${HOME}`, ...variables, ...(folders && [`PATH=${folders}$PATH`])].join(' ')}`,
    `WORKDIR ${FOLDER}`,
    `USER ${USER_ID}:${USER_ID}`,
  ];
}

/** Tools that write times into what they make write this one (reproducible-builds.org): the same sources, the same bytes. */
const EPOCH = 'ENV SOURCE_DATE_EPOCH=315532801';

const COPY = `COPY --chown=${USER_ID}:${USER_ID}`;
const copyTree = (options: DockerfileOptions) => `${COPY} ${inTree('.', options)} ./`;

/** A path of the tree as a path of the context. */
function inTree(path: string, { folders }: DockerfileOptions): string {
  const whole = posix.join(folders?.tree ?? TREE, path);
  return path === '.' ? whole.replace(/\/$/, '') : whole;
}

function copyOwn({ files = {} }: Plan, { folders }: DockerfileOptions): string[] {
  return Object.keys(files).length > 0 ? [`${COPY} ${folders?.own ?? OWN_FILES} ${OWN}`] : [];
}

function steps(plan: Plan, options: DockerfileOptions): string[] {
  const lines: string[] = [];
  let isAllThere = false;
  for (const step of plan.steps) {
    const needs = neededBy(step);
    if (!isAllThere) lines.push(...copyNeeded(needs, options));
    isAllThere ||= needs === 'everything';
    lines.push(...step.run.map((line) => runLine(line, step, options)));
  }
  return plan.result === 'build' && !isAllThere ? [...lines, copyTree(options)] : lines;
}

/** Paths that COPY takes as they are: no blank, no pattern, no variable, no option. */
const PLAIN = /^[\p{L}\p{N}_./@][\p{L}\p{N}_./@+~-]*$/u;

/** Of every file of a step: what COPY would take for something else is there when all is. */
function neededBy({ needs }: Step): Step['needs'] {
  return needs !== 'everything' && needs.every((path) => PLAIN.test(path)) ? needs : 'everything';
}

/** Files keep their folders: COPY puts all it is given into one, and of a folder only what is in it. */
function copyNeeded(needs: Step['needs'], options: DockerfileOptions): string[] {
  if (needs === 'everything') return [copyTree(options)];
  const files = needs.filter((path) => !path.endsWith('/'));
  const folders = [...new Set(files.map(posix.dirname))];
  const copied = folders.map((folder) => {
    const paths = files.filter((path) => posix.dirname(path) === folder);
    return [COPY, ...paths.map((path) => inTree(path, options)), folder === '.' ? './' : `./${folder}/`].join(' ');
  });
  return [
    ...copied,
    ...needs.filter((path) => path.endsWith('/')).map((path) => `${COPY} ${inTree(path, options)} ./${path}`),
  ];
}

function runLine(line: string, { caches }: Step, { cacheScope, buildEnv }: DockerfileOptions): string {
  if (/[\r\n\0]|\\$/.test(line)) throw brokenLine(line);
  const owner = `uid=${USER_ID},gid=${USER_ID}`;
  const mounts = caches.map((folder) => `--mount=type=cache,id=${cacheScope}${folder},target=${folder},${owner}`);
  if (buildEnv === undefined) return ['RUN', ...mounts, line].join(' ');
  const secret = `--mount=type=secret,id=${BUILD_ENV},${owner}`;
  return ['RUN', ...mounts, secret, `: ${buildEnv}; . /run/secrets/${BUILD_ENV}; ${line}`].join(' ');
}

/** It would end the instruction, and what follows would be one of its own. */
function brokenLine(line: string): Failure {
  return new Failure(
    'broken_line',
    `A line of the build has a line break in it or a \\ at its end: ${JSON.stringify(line)}`,
    {
      hint: 'It comes from a name or a version in the files of the app: mend that, commit and push again.',
    },
  );
}

/** The source is a pattern to COPY, and in both words it looks for variables and quotes. */
function copyKept(path: string): string {
  const whole = absolute(path);
  if (PLAIN.test(whole)) return `${COPY} --from=build ${whole} ${whole}`;
  const word = whole.replace(/['"$\\]/g, '\\$&');
  return `${COPY} --from=build ${JSON.stringify([word.replace(/[*?[]/g, '[$&]'), word])}`;
}

/** The layer that changes with each push. COPY cannot leave out what is there already, so tar copies. */
function result({ result, kept, dropped }: Plan, options: DockerfileOptions): string[] {
  if (result === 'tree') return [copyTree(options)];
  if (result === 'nothing') return [];
  const out = [...kept.filter((path) => !path.startsWith('/')), ...dropped].map(
    (path) => `--exclude=${shellWord(`./${path}`)}`,
  );
  const from = `--mount=type=bind,from=build,source=${FOLDER},target=/built`;
  return [`RUN ${from} ${['tar -C /built', ...out].join(' ')} -cf - . | tar -xf -`];
}
