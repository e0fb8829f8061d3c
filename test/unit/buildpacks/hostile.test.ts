/** Trees by which somebody means harm, or has odd names: nothing in them becomes an instruction, a word of a shell, or a long wait. */
import t, { type Test } from 'tap';
import { dockerfile } from '../../../buildpacks/dockerfile.ts';
import type { Plan } from '../../../buildpacks/plan.ts';
import { checkRows, planOf, type Row } from './detection/table.ts';

const base = { image: 'base', digest: '', lines: [] };
const textOf = (plan: Plan) => dockerfile(plan, { build: base, run: base }, { cacheScope: 'scope' });

const lock = { 'package-lock.json': '' };
const node = (manifest: object, files: Row['files'] = {}) => ({ 'package.json': JSON.stringify(manifest), ...files });
const django = { 'requirements.txt': 'django\ngunicorn', 'my site/manage.py': '("DJANGO_SETTINGS_MODULE", "a.settings")', 'my site/a/settings.py': 'STATIC_ROOT = 1', 'my site/a/wsgi.py': '' }; // biome-ignore format: one glance
const flask = (app: string) => ({ 'requirements.txt': 'flask\ngunicorn', 'app.py': `from flask import Flask\n${app}` });

checkRows(t, [
  { it: 'a line break in packageManager', files: node({ packageManager: 'npm@1\nUSER root\nRUN id', dependencies: { a: '1' } }), fails: ['bad_package_manager', /npm "1\\nUSER root/] },
  { it: 'a command in engines of a manager', files: node({ engines: { npm: '$(id)' } }, lock), fails: ['bad_package_manager', /that is no version/] },
  { it: 'a manager with the name of what every object has', files: node({ packageManager: 'constructor@1' }), fails: ['bad_package_manager', /not known here: "constructor"/] },
  { it: 'a long-term support with such a name', files: node({}, { '.nvmrc': 'lts/constructor' }), fails: ['no_such_version', /called "lts\/constructor"/] },
  { it: 'a version of a megabyte', files: node({ engines: { node: '1'.repeat(1_000_000) } }), fails: ['no_such_version', /engines in package.json asks for a version of 1000000 characters/] },
  { it: 'a number as a version', files: node({ engines: { node: 22 } }), runtimes: ['node 22, engines in package.json'] },
  { it: 'texts that are none', files: node({ name: 5, main: {}, packageManager: [], scripts: { start: {}, build: 1 }, engines: 'all', dependencies: 'a' }, { 'server.js': '' }), processes: { web: 'node server.js' } },
  { it: 'a blank in the main file', files: node({ main: 'my $app.js' }, { 'my $app.js': '' }), processes: { web: "node 'my $app.js'" } },
  { it: 'a command in the name of a workspace', files: node({ workspaces: ['a'] }, { 'a/package.json': '{"name":"a; id","scripts":{"start":"x"}}' }), processes: { web: "npm start --workspace='a; id'" } },
  { it: 'a blank in the folder of a Django project', files: django, runs: [/./, /./, /./, /./, /python 'my site\/manage\.py' collectstatic/], processes: { web: "gunicorn --bind 0.0.0.0:$PORT --chdir 'my site' a.wsgi" } },
  { it: 'a blank in the only wsgi.py', files: { 'requirements.txt': 'django\ngunicorn', 'manage.py': '', 'a b/wsgi.py': '' }, processes: {} },
  { it: 'a factory that cannot be called without a word', files: flask('def create_app(config):\n  return Flask(config)'), processes: { web: 'python app.py' } },
  { it: 'a factory that can', files: flask('def create_app(config=None, *args):\n  return Flask(config)'), processes: { web: "gunicorn --bind 0.0.0.0:$PORT 'app:create_app()'" } },
  { it: 'a quote in the file that Deno runs', files: { 'deno.json': '{"tasks":{"start":"A=1 deno run a\'b.ts"}}', "a'b.ts": '' }, runs: [/./, /deno cache 'a'\\''b\.ts'/] },
]); // biome-ignore format: a table

t.test('names of files are no instructions', async (t) => {
  for (const folder of ['w/a\nUSER root\nRUN id', 'w/a b', 'w/$HOME', 'w/[a]', '-w/a']) {
    const text = textOf(
      await planOf(node({ workspaces: ['w/*', '-w/*'] }, { ...lock, [`${folder}/package.json`]: '{}' })),
    );
    t.match(text, /USER 1000:1000\nCOPY \S+ app \.\/\nRUN \S+ npm ci/, JSON.stringify(folder));
    t.notMatch(text, /^(USER root|RUN id)/m);
  }
});

t.test('a folder of a site keeps its name in COPY', async (t) => {
  const plan = await planOf(site({ root: "my 'site' [1]" }));
  t.match(textOf(plan), `--from=build ["/app/my \\\\'site\\\\' [[]1]","/app/my \\\\'site\\\\' [1]"]\n`);
});

t.test('a line that would be two instructions is refused', async (t) => {
  const plan = await planOf(node({ dependencies: { a: '1' } }));
  for (const line of ['true\nUSER root', 'true \\'])
    t.throws(() => textOf({ ...plan, steps: [{ needs: [], run: [line], caches: [] }] }), { code: 'broken_line' });
});

t.test('no text takes long', async (t) => {
  const long = 100_000;
  await quick(
    t,
    'a pattern of workspaces',
    node({ workspaces: ['**a'.repeat(30)] }, { [`${'a'.repeat(4000)}/b/package.json`]: '{}' }),
  );
  await quick(t, 'names in lines', flask('a,\n'.repeat(long)));
  await quick(t, 'a factory without an end', flask(`def create_app(${'='.repeat(long)}\n`.repeat(2)));
  await quick(t, 'a text without an end in deno.json', { 'deno.json': `"${'\\"'.repeat(long)}` });
  await quick(t, 'a comment without an end', { 'deno.json': '/* '.repeat(long) });
  await quick(
    t,
    'a path of yarn',
    node({ dependencies: { a: '1' } }, { 'yarn.lock': '', '.yarnrc.yml': `yarnPath: ${'yarn-1'.repeat(long)}` }),
  );
});

// Private

function site(json: object): Row['files'] {
  const manifest = { devDependencies: { vite: '1' }, scripts: { build: 'vite build' } };
  return node(manifest, { ...lock, 'static.json': JSON.stringify(json) });
}

/** Far more than it takes, and far less than it took. */
async function quick(t: Test, what: string, files: Row['files']): Promise<void> {
  const begin = performance.now();
  await planOf(files).catch(() => {});
  t.ok(performance.now() - begin < 2000, `${what}: ${Math.round(performance.now() - begin)} ms`);
}
