import { OWN } from './dockerfile.ts';
import { nginx } from './nginx/serve.ts';
import { type ComposerJson, composerJson, requiredExtensions } from './php/composer.ts';
import { composerInstall } from './php/install.ts';
import { phpServer } from './php/server.ts';
import { phpPin } from './php/version.ts';
import { indexFiles, webRoot } from './php/web-root.ts';
import type { Buildpack, Plan, Runtime, Surroundings, Tree } from './plan.ts';

/** PHP: a tree with a composer.json, or with an index.php where people keep it. nginx serves it, php-fpm runs it. */
export const php: Buildpack = {
  language: 'php',
  title: 'PHP',
  detect: (files) => ['composer.json', ...indexFiles()].find((file) => files.has(file)),
  plan,
};

// Private

/** Extensions that nearly every app counts on, and those that need not be asked for on Heroku either. */
const USUAL = ['curl', 'mbstring', 'opcache', 'pdo_mysql', 'pdo_pgsql', 'pdo_sqlite', 'xml', 'zip'];

async function plan(tree: Tree, because: string, surroundings: Surroundings): Promise<Plan> {
  const files = new Set(await tree.files());
  const manifest = (await composerJson(tree)) ?? {};
  const install = composerInstall(files, manifest);
  return {
    language: 'php',
    title: 'PHP',
    because,
    runtimes: [await runtime(tree, manifest, surroundings), { ...(await nginx(surroundings.resolve)) }],
    packages: { build: [], run: [] },
    ...install,
    dropped: [],
    files: phpServer(webRoot(files)),
    env: frameworkEnv(files),
    path: [...install.path, `${OWN}/bin`],
    processes: { web: 'serve' },
    notes: [...install.notes, ...(await notes(tree, files))],
  };
}

async function runtime(tree: Tree, manifest: ComposerJson, { env, resolve }: Surroundings): Promise<Runtime> {
  const pin = await phpPin(tree, manifest, env);
  const parts = [...new Set([...USUAL, ...(await requiredExtensions(tree, manifest))])].sort();
  return { name: 'php', title: 'PHP', version: await resolve('php', pin), pin, parts, at: 'build and run' };
}

/** What frameworks would otherwise take for the machine of a developer. */
function frameworkEnv(files: ReadonlySet<string>): Record<string, string> {
  if (files.has('artisan')) return { APP_ENV: 'production', LOG_CHANNEL: 'stderr' };
  return files.has('symfony.lock') ? { APP_ENV: 'prod' } : {};
}

async function notes(tree: Tree, files: ReadonlySet<string>): Promise<string[]> {
  const builds = /"build"\s*:/.test((await tree.read('package.json')) ?? '');
  return [
    ...(await rulesOfApache(tree, files)),
    ...(builds ? ['The build script of package.json does not run, unless the app is told: languages=node,php'] : []),
  ];
}

/** Files of Apache that say more than that what is no file is for index.php. */
async function rulesOfApache(tree: Tree, files: ReadonlySet<string>): Promise<string[]> {
  const paths = [...files].filter((file) => /^(?:[^/]+\/)?\.htaccess$/.test(file));
  const texts = await Promise.all(paths.map(async (path) => ({ path, text: (await tree.read(path)) ?? '' })));
  const told = texts.filter(({ text }) =>
    /^[ \t]*(?:Auth|Require|Deny|Redirect|ErrorDocument|Header|php_)/im.test(text),
  );
  return told.map(
    ({ path }) => `${path} is not read: nginx serves, and what it says of access and headers does not hold.`,
  );
}
