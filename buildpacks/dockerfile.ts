import type { Plan } from './plan.ts';

/** The folder of the build context that holds the tree, so that the build's own files stay out of the image. */
export const TREE = 'app';

/** Where apps lie in their image, and who runs them. Official Node.js images know this user too. */
const FOLDER = '/app';
const USER = 'node';
const USER_ID = 1000;

/**
 * The Dockerfile of a plan on a base image. What changes least comes first, so that a push that changes only code makes
 * one new layer. Where a build leaves things behind, it runs in a stage of its own.
 */
export function dockerfile(plan: Plan, base: string, cacheScope: string): string {
  const isStaged = plan.build.length > 0;
  const build = [
    `FROM ${base}${isStaged ? ' AS build' : ''}`,
    ...prepare,
    ...install(plan, cacheScope),
    ...copyAll(plan),
    ...plan.build.map((line) => runWithCaches(line, plan, cacheScope)),
    ...plan.prune.map((line) => runWithCaches(line, plan, cacheScope)),
  ];
  const last = [`FROM ${base}`, ...prepare, `COPY --from=build --chown=${USER}:${USER} ${FOLDER} ./`];
  return `${[...build, ...(isStaged ? ['', ...last] : [])].join('\n')}\n`;
}

/** What of the tree is kept out of the build, as lines of a .dockerignore: packages that the build installs itself. */
export function ignored(plan: Plan): string[] {
  return plan.install.length > 0 ? ['node_modules'] : [];
}

// Private

const prepare = [
  'ENV NODE_ENV=production NPM_CONFIG_UPDATE_NOTIFIER=false',
  `ENV PATH=${FOLDER}/node_modules/.bin:/home/${USER}/.local/bin:$PATH`,
  `RUN install -d -o ${USER} -g ${USER} ${FOLDER}`,
  `WORKDIR ${FOLDER}`,
  `USER ${USER}`,
];

function install(plan: Plan, scope: string): string[] {
  if (plan.install.length === 0) return [];
  const copy =
    plan.installNeeds === 'everything'
      ? copyEverything
      : `${COPY} ${plan.installNeeds.map((file) => `${TREE}/${file}`).join(' ')} ./`;
  return [copy, ...plan.install.map((line) => runWithCaches(line, plan, scope))];
}

function copyAll(plan: Plan): string[] {
  return plan.install.length > 0 && plan.installNeeds === 'everything' ? [] : [copyEverything];
}

const COPY = `COPY --chown=${USER}:${USER}`;
const copyEverything = `${COPY} ${TREE} ./`;

function runWithCaches(line: string, plan: Plan, scope: string): string {
  const mounts = plan.caches.map(
    (folder) => `--mount=type=cache,id=${scope}${folder},target=${folder},uid=${USER_ID},gid=${USER_ID}`,
  );
  return ['RUN', ...mounts, line].join(' ');
}
