import t from 'tap';
import { checkRows, planOf } from './table.ts';

const composer = (json: object, more = {}): Record<string, string> => ({
  'composer.json': JSON.stringify(json),
  ...more,
});
const pins = composer(
  { require: { php: '^8.1' }, config: { platform: { php: '8.2.7' } } },
  { '.php-version': '8.3\n', '.tool-versions': 'nodejs 20\nphp 8.4.1 8.2\n' },
);
const packages = { require: { 'slim/slim': '^4' } };

checkRows(t, [
  {
    it: 'an index.php',
    files: { 'index.php': '' },
    is: 'php, told by index.php',
    runs: [],
    processes: { web: 'serve' },
  },
  { it: 'an index.php in public', files: { 'public/index.php': '' }, is: 'php, told by public/index.php' },
  { it: 'composer.json comes first', files: composer({}, { 'index.php': '' }), is: 'php, told by composer.json' },
  {
    it: 'PHP comes before Node.js and static sites',
    files: composer({}, { 'package.json': '{}', 'index.html': '' }),
    is: 'php, told by composer.json',
  },
  {
    it: 'the platform of composer.json wins over files',
    files: pins,
    runtimes: ['php 8.2.7, config.platform in composer.json', 'nginx stable, the stack’s own'],
  },
  {
    it: 'require is next',
    files: { ...pins, ...composer({ require: { php: '^8.1' } }) },
    runtimes: ['php ^8.1, require in composer.json', 'nginx stable, the stack’s own'],
  },
  {
    it: '.php-version is next',
    files: { ...pins, 'composer.json': '{}' },
    runtimes: ['php 8.3, .php-version', 'nginx stable, the stack’s own'],
  },
  {
    it: '.tool-versions is last, its first version counts',
    files: { 'index.php': '', '.tool-versions': pins['.tool-versions']! },
    runtimes: ['php 8.4.1, .tool-versions', 'nginx stable, the stack’s own'],
  },
  {
    it: 'the environment wins over all files',
    files: pins,
    env: { PHP_VERSION: '8.4' },
    runtimes: ['php 8.4, PHP_VERSION in the environment', 'nginx stable, the stack’s own'],
  },
  {
    it: 'packages are fetched before the code is looked at',
    files: composer(packages, { 'composer.lock': '{}' }),
    runs: [/^composer install --no-dev .*--no-scripts --no-autoloader$/, /--optimize-autoloader$/],
    kept: ['vendor'],
    notes: [],
  },
  { it: 'no composer.lock', files: composer(packages), notes: [/no composer\.lock/] },
  {
    it: 'packages that lie in the repository',
    files: composer({ ...packages, repositories: [{ type: 'path', url: 'x' }] }, { 'composer.lock': '{}' }),
    runs: [/--optimize-autoloader$/],
  },
  {
    it: 'a list of classes needs Composer too',
    files: composer({ autoload: { 'psr-4': {} } }),
    runs: [/--optimize-autoloader$/],
    notes: [],
  },
  { it: 'a version alone needs no Composer', files: composer({ require: { php: '8.2.*', 'ext-gd': '*' } }), runs: [] },
  {
    it: 'the script of Heroku, and a vendor folder of another name',
    files: composer({ scripts: { compile: 'make' }, config: { 'vendor-dir': 'lib/' } }),
    runs: [/--optimize-autoloader$/, 'composer run-script --no-dev --no-interaction compile'],
    kept: ['lib'],
  },
  {
    it: '.htaccess that says more than every framework does is told',
    files: { 'index.php': '', '.htaccess': 'RewriteRule ^ index.php', 'web/.htaccess': 'Require valid-user' },
    notes: [/^web\/\.htaccess is not read/],
  },
  {
    it: 'a build script of Node.js is told',
    files: composer({}, { 'package.json': '{"scripts":{"build":"vite build"}}' }),
    notes: [/languages=node,php/],
  },
  {
    it: 'a broken composer.json',
    files: { 'composer.json': '{' },
    fails: ['bad_composer_json', /composer\.json is no/],
  },
  {
    it: 'a broken composer.lock',
    files: composer({}, { 'composer.lock': '<<<<' }),
    fails: ['bad_composer_json', /composer\.lock is no/],
  },
]);

t.test('extensions of the app and of its packages are there', async (t) => {
  const lock = { packages: [{ require: { php: '*', 'ext-intl': '*' } }] };
  const files = composer({ require: { 'ext-GD': '*' } }, { 'composer.lock': JSON.stringify(lock) });
  const [php] = (await planOf(files)).runtimes;
  for (const part of ['gd', 'intl', 'mbstring']) t.ok(php!.parts?.includes(part), part);
});

t.test('the folder that visitors see', async (t) => {
  const rootOf = async (files: Record<string, string>) =>
    /^ {4}root "(.*)";$/m.exec((await planOf(files)).files!['nginx.conf']!)?.[1];
  t.equal(await rootOf(composer({}, { 'public/index.php': '', 'index.php': '' })), '/app/public');
  t.equal(await rootOf(composer({}, { 'web/index.php': '' })), '/app/web');
  t.equal(await rootOf({ 'index.php': '' }), '/app');
});

t.test('frameworks are told that this is no machine of a developer', async (t) => {
  t.match((await planOf(composer({}, { artisan: '' }))).env, { APP_ENV: 'production', LOG_CHANNEL: 'stderr' });
  t.match((await planOf(composer({}, { 'symfony.lock': '' }))).env, { APP_ENV: 'prod' });
});
