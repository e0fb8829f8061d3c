import t from 'tap';
import { checkRows, planOf } from './table.ts';

const pins = {
  'package.json': '{"engines":{"node":"20.x"},"volta":{"node":"19.0.0"}}',
  '.nvmrc': 'v18.1.0\n',
  '.node-version': '16',
  '.tool-versions': 'ruby 3\nnodejs 14.2.0\n',
};

t.test('versions', async (t) => {
  checkRows(t, [
    { it: 'engines win over files', files: pins, is: 'node, told by package.json', runtimes: ['node 20.x, engines in package.json'] }, // biome-ignore format: a table
    { it: 'volta is next', files: { ...pins, 'package.json': '{"volta":{"node":"19.0.0"}}' }, runtimes: ['node 19.0.0, volta in package.json'] }, // biome-ignore format: a table
    { it: '.nvmrc is next', files: { ...pins, 'package.json': '{}' }, runtimes: ['node 18.1.0, .nvmrc'] },
    { it: '.node-version is next', files: { ...pins, '.nvmrc': '# none\n', 'package.json': '{}' }, runtimes: ['node 16, .node-version'] }, // biome-ignore format: a table
    { it: '.tool-versions is last', files: withFiles({}, { '.tool-versions': pins['.tool-versions'] }), runtimes: ['node 14.2.0, .tool-versions'] }, // biome-ignore format: a table
    { it: 'asdf’s newest of a line', files: withFiles({}, { '.tool-versions': 'nodejs latest:22' }), runtimes: ['node 22, .tool-versions'] }, // biome-ignore format: a table
    { it: 'the names of LTS lines', files: withFiles({}, { '.nvmrc': 'lts/iron' }), runtimes: ['node 20, .nvmrc'] },
    { it: 'the LTS of now', files: withFiles({}, { '.nvmrc': 'lts/*' }), runtimes: ['node 26, .nvmrc'] },
    { it: 'nvm’s word for the newest', files: withFiles({}, { '.nvmrc': 'node' }), runtimes: ['node *, .nvmrc'] },
    { it: 'an LTS that never was', files: withFiles({}, { '.nvmrc': 'lts/zinc' }), fails: ['no_such_version', /lts\/zinc.*\.nvmrc.*lts\/krypton/] }, // biome-ignore format: a table
    { it: 'nothing asked for', files: withFiles({}), runtimes: ['node 26, no version asked for: the current LTS'] },
    { it: 'a range of any form', files: withFiles({ engines: { node: '>=18 <21 || 22.x' } }), runtimes: ['node >=18 <21 || 22.x, engines in package.json'] }, // biome-ignore format: a table
    { it: 'the environment wins over all files', files: pins, env: { NODE_VERSION: '21' }, runtimes: ['node 21, NODE_VERSION in the environment'] }, // biome-ignore format: a table
  ]);
});

t.test('package managers', async (t) => {
  checkRows(t, [
    { it: 'package-lock.json', files: dependent({}, 'package-lock.json'), runs: ['npm ci --no-audit --no-fund --omit=dev'], kept: ['node_modules'], notes: [] }, // biome-ignore format: a table
    { it: 'npm-shrinkwrap.json', files: dependent({}, 'npm-shrinkwrap.json'), runs: [/^npm ci/], notes: [] },
    { it: 'no lockfile', files: dependent({}), runs: [/^npm install --no-package-lock/], notes: [/no lockfile.*package-lock\.json/] }, // biome-ignore format: a table
    { it: 'the npm that engines name, unless it is there', files: dependent({ engines: { npm: '>=9 <10' } }, 'package-lock.json'), runs: [/semver\.js --range '>=9 <10' \$\(npm --version\).*\|\| npm install .* 'npm@>=9 <10'$/, /^npm ci/] }, // biome-ignore format: a table
    { it: 'yarn classic', files: dependent({}, 'yarn.lock'), runs: [/yarn@1$/, /^yarn install --frozen-lockfile .*--production$/], kept: ['/home/app/.local', 'node_modules'] }, // biome-ignore format: a table
    { it: 'yarn 4 by its lockfile', files: dependent({}, { 'yarn.lock': '__metadata:\n  version: 8' }), runs: [/cli-dist@4$/, /^yarn workspaces focus/] }, // biome-ignore format: a table
    { it: 'yarn 3 by its lockfile cannot install for production alone', files: dependent({}, { 'yarn.lock': '__metadata:\n  version: 6' }), runs: [/cli-dist@3$/, /^yarn install --immutable/] }, // biome-ignore format: a table
    { it: 'the yarn that the repository brings', files: dependent({}, { 'yarn.lock': '__metadata:\n  version: 6', '.yarnrc.yml': 'yarnPath: .yarn/releases/yarn-3.2.1.cjs' }), runs: [/cli-dist@3\.2\.1$/, /^yarn/] }, // biome-ignore format: a table
    { it: 'Plug’n’Play is the standard of modern yarn', files: dependent({ scripts: { start: 'node a.js' } }, { 'yarn.lock': '__metadata:\n  version: 8' }), kept: ['/home/app/.local', '.yarn/cache', '.yarn/unplugged'], processes: { web: 'yarn start' } }, // biome-ignore format: a table
    { it: 'modern yarn with node_modules', files: dependent({ scripts: { start: 'node a.js' } }, { 'yarn.lock': '__metadata:\n  version: 8', '.yarnrc.yml': 'nodeLinker: node-modules' }), kept: ['/home/app/.local', 'node_modules'], processes: { web: 'node a.js' } }, // biome-ignore format: a table
    { it: 'the range of engines counts where it can read the lockfile', files: dependent({ engines: { yarn: '^1.22' } }, { 'yarn.lock': '__metadata:\n  version: 8' }), runs: [/cli-dist@4$/, /^yarn/] }, // biome-ignore format: a table
    { it: 'the pnpm that wrote the lockfile', files: dependent({}, { 'pnpm-lock.yaml': "lockfileVersion: '6.0'" }), runs: [/pnpm@8$/, /^pnpm install --frozen-lockfile .*--prod$/] }, // biome-ignore format: a table
    { it: 'the pnpm that package.json names', files: dependent({ packageManager: 'pnpm@9.1.0+sha512.x' }, 'pnpm-lock.yaml'), runs: [/pnpm@9\.1\.0$/, /^pnpm/] }, // biome-ignore format: a table
    { it: 'the manager that devEngines name', files: dependent({ devEngines: { packageManager: { name: 'pnpm', version: '^10' } } }), runs: [/'pnpm@\^10'$/, /^pnpm install --no-lockfile/], notes: [/pnpm-lock\.yaml/] }, // biome-ignore format: a table
    { it: 'two lockfiles', files: dependent({}, 'package-lock.json', 'yarn.lock'), fails: ['two_lockfiles', /package-lock\.json, yarn\.lock.*git rm yarn\.lock.*"packageManager"/] }, // biome-ignore format: a table
    { it: 'packageManager decides between two', files: dependent({ packageManager: 'yarn@1.22.22' }, 'package-lock.json', 'yarn.lock'), runs: [/yarn@1\.22\.22$/, /^yarn/], notes: [/yarn\.lock counts and package-lock\.json does not/] }, // biome-ignore format: a table
    { it: 'packageManager contradicts the lockfile', files: dependent({ packageManager: 'pnpm@10.0.0' }, 'yarn.lock'), fails: ['other_lockfile', /names pnpm, but yarn\.lock.*pnpm install/] }, // biome-ignore format: a table
    { it: 'a package manager that nobody knows', files: dependent({ packageManager: 'cnpm@9.0.0' }), fails: ['bad_package_manager', /"cnpm".*npm, yarn, pnpm, bun/] }, // biome-ignore format: a table
    { it: 'an app without packages installs nothing', files: withFiles({}, { 'server.js': '' }), runs: [], kept: [], notes: [/node server\.js/] }, // biome-ignore format: a table
    { it: 'a token that the app does not have', files: dependent({}, { '.npmrc': '//r.example/:_authToken=${NPM_TOKEN}\n; ${OTHER}\n', 'package-lock.json': '' }), notes: [/\.npmrc reads NPM_TOKEN.*env set.*build-env=NPM_TOKEN/] }, // biome-ignore format: a table
    { it: 'a token that it has', files: dependent({}, { '.npmrc': '//r.example/:_authToken=${NPM_TOKEN}', 'package-lock.json': '' }), env: { NPM_TOKEN: 'x' }, notes: [] }, // biome-ignore format: a table
  ]);
});

t.test('builds', async (t) => {
  const tools = { devDependencies: { typescript: '5' } };
  checkRows(t, [
    { it: 'builds with the development dependencies, then removes them', files: dependent({ ...tools, scripts: { build: 'tsc' } }, 'package-lock.json'), runs: [/^npm ci .*--include=dev$/, 'npm run build', /^npm prune --omit=dev/] }, // biome-ignore format: a table
    { it: 'without any there is nothing to remove', files: dependent({ scripts: { build: 'tsc' } }, 'package-lock.json'), runs: [/^npm ci/, 'npm run build'] }, // biome-ignore format: a table
    { it: 'Heroku’s scripts, in Heroku’s order', files: dependent({ ...tools, scripts: { build: 'x', 'heroku-prebuild': 'a', 'heroku-postbuild': 'b', 'heroku-cleanup': 'c' } }, 'package-lock.json'), runs: ['npm run heroku-prebuild', /^npm ci/, 'npm run heroku-postbuild', /^npm prune/, 'npm run heroku-cleanup'] }, // biome-ignore format: a table
    { it: 'nothing is removed where the environment says so', files: dependent({ ...tools, scripts: { build: 'tsc' } }, 'yarn.lock'), env: { YARN_PRODUCTION: 'false' }, runs: [/yarn@1$/, /--production=false$/, 'yarn run build'] }, // biome-ignore format: a table
    { it: 'nothing is removed where it is not production', files: dependent({ ...tools }, 'package-lock.json'), env: { NODE_ENV: 'staging' }, runs: [/--include=dev$/] }, // biome-ignore format: a table
    { it: 'husky does not fail for want of husky, and reads no code', files: dependent({ ...tools, scripts: { prepare: 'husky || true' } }, 'package-lock.json'), runs: [/--include=dev$/, /^npm prune .*--ignore-scripts/] }, // biome-ignore format: a table
    { it: 'pnpm removes', files: dependent({ ...tools, scripts: { build: 'tsc' } }, 'pnpm-lock.yaml'), runs: [/pnpm@10$/, /--prod=false$/, 'pnpm run build', /^CI=true pnpm prune --prod/] }, // biome-ignore format: a table
    { it: 'packages that are compiled bring compilers', files: dependent({}, { 'package-lock.json': '{"packages":{"node_modules/node-addon-api":{}}}' }), buildPackages: ['g++', 'make', 'python3'], runs: [/^export npm_config_nodedir=\/usr\/local; npm ci/] }, // biome-ignore format: a table
    { it: 'without a lockfile, well-known ones', files: withFiles({ dependencies: { bcrypt: '5' } }), buildPackages: ['g++', 'make', 'python3'] }, // biome-ignore format: a table
    { it: 'others bring none', files: dependent({}, { 'package-lock.json': '{"packages":{"node_modules/financial":{}}}' }), buildPackages: [] }, // biome-ignore format: a table
  ]);
});

t.test('workspaces', async (t) => {
  const two = {
    'apps/web/package.json': '{"name":"web"}',
    'apps/old/package.json': '{"name":"old"}',
    'package-lock.json': '',
  };
  checkRows(t, [
    { it: 'the start script of the top', files: withFiles({ workspaces: ['apps/*'], scripts: { start: 'node apps/web' } }, two), processes: { web: 'node apps/web' } }, // biome-ignore format: a table
    { it: 'the one workspace with a start script', files: withFiles({ workspaces: { packages: ['apps/*'] } }, { ...two, 'apps/web/package.json': '{"name":"web","scripts":{"start":"node ."}}' }), processes: { web: 'npm start --workspace=web' }, notes: [/Only the workspace web/] }, // biome-ignore format: a table
    { it: 'several with a start script', files: withFiles({ workspaces: ['apps/*'] }, { ...two, 'apps/web/package.json': '{"name":"web","scripts":{"start":"a"}}', 'apps/old/package.json': '{"name":"old","scripts":{"start":"a"}}' }), processes: {}, notes: [/old, web.*Procfile/] }, // biome-ignore format: a table
    { it: 'workspaces of pnpm, but those it leaves out', files: withFiles({}, { ...two, 'apps/web/package.json': '{"scripts":{"start":"a"}}', 'apps/old/package.json': '{"scripts":{"start":"a"}}', 'package-lock.json': undefined, 'pnpm-lock.yaml': '', 'pnpm-workspace.yaml': 'packages:\n  - apps/**\n  - "!apps/old"\n' }), processes: { web: 'pnpm --filter apps/web start' } }, // biome-ignore format: a table
    { it: 'a broken pnpm-workspace.yaml', files: withFiles({}, { 'pnpm-workspace.yaml': 'packages: [' }), fails: ['bad_workspaces', /pnpm-workspace\.yaml is no valid YAML/] }, // biome-ignore format: a table
    { it: 'a broken manifest of a workspace', files: withFiles({ workspaces: ['a'] }, { 'a/package.json': '[]' }), fails: ['bad_package_json', /a\/package\.json is no JSON object/] }, // biome-ignore format: a table
  ]);
});

t.test('what runs', async (t) => {
  const built = { build: 'x' };
  checkRows(t, [
    { it: 'a start script runs without npm', files: withFiles({ scripts: { start: 'node a.js' } }), processes: { web: 'node a.js' }, notes: [] }, // biome-ignore format: a table
    { it: 'unless npm has work of its own', files: withFiles({ scripts: { start: 'node a.js', prestart: 'x' } }), processes: { web: 'npm start' } }, // biome-ignore format: a table
    { it: 'the main file of package.json', files: withFiles({ main: './lib/a.js' }, { 'lib/a.js': '', 'index.js': '' }), processes: { web: 'node lib/a.js' }, notes: [] }, // biome-ignore format: a table
    { it: 'a usual file, and that is said', files: withFiles({}, { 'index.js': '' }), processes: { web: 'node index.js' }, notes: [/no start script.*node index\.js/] }, // biome-ignore format: a table
    { it: 'nothing to run', files: withFiles({}, { 'lib.js': '' }), processes: {}, notes: [] },
    { it: 'a Procfile is not talked about', files: withFiles({}, { 'index.js': '', Procfile: 'web: node index.js' }), processes: {}, notes: [] }, // biome-ignore format: a table
    { it: 'Next.js', files: withFiles({ scripts: built, dependencies: { next: '15' } }, { 'package-lock.json': '' }), processes: { web: 'next start' }, runs: [/^npm ci/, 'mkdir -p .next/cache', 'npm run build'], notes: [/no start script, and this is a Next\.js app.*next start/] }, // biome-ignore format: a table
    { it: 'a start script for development', files: withFiles({ scripts: { ...built, start: 'next dev' }, dependencies: { next: '15' } }, { 'package-lock.json': '' }), processes: { web: 'next start' }, notes: [/start script \(next dev\) is a server for development/] }, // biome-ignore format: a table
    { it: 'SvelteKit before Vite', files: withFiles({ scripts: built, devDependencies: { vite: '6', '@sveltejs/adapter-node': '5' } }, { 'package-lock.json': '' }), processes: { web: 'node build' } }, // biome-ignore format: a table
    { it: 'SvelteKit without an adapter for a server', files: withFiles({ scripts: built, devDependencies: { vite: '6', '@sveltejs/kit': '2', '@sveltejs/adapter-auto': '4' } }, { 'package-lock.json': '' }), processes: {}, notes: [/no start script, and this is a SvelteKit app, but .*@sveltejs\/adapter-node/] }, // biome-ignore format: a table
    { it: 'Expo for the web', files: withFiles({ scripts: { build: 'expo export -p web', start: 'expo start' }, dependencies: { expo: '56' } }, { 'package-lock.json': '' }), processes: { web: 'serve' }, kept: ['dist'], notes: [/\(expo start\) is a server for development, and this is an Expo app/] }, // biome-ignore format: a table
    { it: 'Nuxt', files: withFiles({ scripts: built, dependencies: { nuxt: '3' } }, { 'package-lock.json': '' }), processes: { web: 'node .output/server/index.mjs' } }, // biome-ignore format: a table
    { it: 'a site that Vite builds is served', files: withFiles({ scripts: { ...built, start: 'vite' }, devDependencies: { vite: '6' } }, { 'package-lock.json': '' }), runtimes: ['node 26, no version asked for: the current LTS', 'nginx stable, the stack’s own'], runs: [/^npm ci .*dev$/, 'npm run build'], processes: { web: 'serve' }, kept: ['dist'], notes: [/start script \(vite\).*Vite app.*dist is served/] }, // biome-ignore format: a table
    { it: 'another folder by static.json', files: withFiles({ scripts: built, devDependencies: { vite: '6' } }, { 'package-lock.json': '', 'static.json': '{"root":"out"}' }), kept: ['out'] }, // biome-ignore format: a table
    { it: 'a server of its own beside Vite', files: withFiles({ scripts: { ...built, start: 'node server.js' }, devDependencies: { vite: '6' } }, { 'package-lock.json': '' }), processes: { web: 'node server.js' }, kept: ['node_modules'] }, // biome-ignore format: a table
    { it: 'a Procfile beside Vite', files: withFiles({ scripts: built, devDependencies: { vite: '6' } }, { 'package-lock.json': '', Procfile: 'web: node a.js' }), kept: ['node_modules'] }, // biome-ignore format: a table
    { it: 'broken package.json', files: { 'package.json': '{' }, fails: ['bad_package_json', /package\.json is no valid JSON/] }, // biome-ignore format: a table
  ]);
});

t.test('what Angular leaves is told by angular.json', async (t) => {
  const application = '@angular/build:application';
  const project = (options: object, builder = application) => ({ architect: { build: { builder, options } } });
  const app = (workspace: object | string) =>
    withFiles(
      { scripts: { build: 'ng build', start: 'ng serve' }, dependencies: { '@angular/core': '19' } },
      {
        'package-lock.json': '',
        'angular.json': typeof workspace === 'string' ? workspace : JSON.stringify(workspace),
      },
    );
  const two = { shop: project({}), admin: project({}), ui: { projectType: 'library' } };
  checkRows(t, [
    { it: 'files for a browser', files: app({ projects: { shop: project({ outputPath: './dist/shop/' }) } }), processes: { web: 'serve' }, kept: ['dist/shop/browser'], notes: [/ng serve\) is a server for development, and this is an Angular app.*dist\/shop\/browser/] }, // biome-ignore format: a table
    { it: 'its own standard', files: app({ projects: { shop: project({}) } }), kept: ['dist/shop/browser'] },
    { it: 'folders of another name', files: app({ projects: { shop: project({ outputPath: { base: 'out', browser: '' } }) } }), kept: ['out'] }, // biome-ignore format: a table
    { it: 'the builder before Angular 17', files: app({ projects: { shop: project({ outputPath: 'dist' }, '@angular-devkit/build-angular:browser') } }), kept: ['dist'] }, // biome-ignore format: a table
    { it: 'pages that a server makes', files: app({ projects: { shop: project({ ssr: { entry: 'src/server.ts' } }) } }), processes: { web: 'node dist/shop/server/server.mjs' }, kept: ['node_modules'] }, // biome-ignore format: a table
    { it: 'pages that the build makes', files: app({ projects: { shop: project({ ssr: true, outputMode: 'static' }) } }), kept: ['dist/shop/browser'] }, // biome-ignore format: a table
    { it: 'the default of several', files: app({ defaultProject: 'admin', projects: two }), kept: ['dist/admin/browser'] }, // biome-ignore format: a table
    { it: 'several', files: app({ projects: two }), processes: { web: 'ng serve' }, notes: [/ng serve\) is a server for development: let it run/] }, // biome-ignore format: a table
    { it: 'a file with comments', files: app('{ // mine\n}'), processes: { web: 'ng serve' }, notes: [/ng serve/] },
  ]);
});

t.test('the server of Astro listens for the router, whoever starts it', async (t) => {
  const manifest = { scripts: { build: 'astro build' }, dependencies: { '@astrojs/node': '9' } };
  const started = { ...manifest, scripts: { ...manifest.scripts, start: 'node dist/server/entry.mjs' } };
  for (const each of [manifest, started]) {
    const { env, processes } = await planOf(withFiles(each, { 'package-lock.json': '' }));
    t.match(processes.web, /^node (\.\/)?dist\/server\/entry\.mjs$/);
    t.equal(env.HOST, '0.0.0.0');
  }
});

/** A tree with this package.json and these files. */
function withFiles(manifest: object, files: Record<string, string | undefined> = {}): Record<string, string> {
  const there = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { 'package.json': JSON.stringify(manifest), ...Object.fromEntries(there) };
}

/** The same with one dependency; names alone are empty files. */
function dependent(manifest: object, ...files: (string | Record<string, string>)[]): Record<string, string> {
  const texts = files.map((file) => (typeof file === 'string' ? { [file]: '' } : file));
  return withFiles({ dependencies: { a: '1' }, ...manifest }, Object.assign({}, ...texts));
}
