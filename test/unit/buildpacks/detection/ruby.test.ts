import t from 'tap';
import { checkRows, planOf } from './table.ts';

const gemfile = (text: string, more = {}): Record<string, string> => ({ Gemfile: text, ...more });
const lock = (...gems: string[]) =>
  `GEM\n  specs:\n${gems.map((gem) => `    ${gem} (1.0)\n      dep (>= 1)\n`).join('')}`;
const pins = gemfile('ruby "3.3.1"', { '.ruby-version': 'ruby-3.2.2\n', '.tool-versions': 'ruby 3.1.2\n' });
const rails = { 'config/application.rb': '', 'config.ru': '', Procfile: 'web: x' };

checkRows(t, [
  {
    it: 'a Gemfile',
    files: gemfile('gem "a"'),
    is: 'ruby, told by Gemfile',
    runs: [/ && bundle install /],
    processes: {},
  },
  {
    it: 'Ruby comes before Node.js and PHP',
    files: gemfile('', { 'package.json': '{}', 'composer.json': '{}' }),
    is: 'ruby, told by Gemfile',
  },
  { it: 'the Gemfile wins over files', files: pins, runtimes: ['ruby 3.3.1, Gemfile'] },
  { it: '.ruby-version is next', files: { ...pins, Gemfile: '' }, runtimes: ['ruby 3.2.2, .ruby-version'] },
  {
    it: '.tool-versions is last',
    files: gemfile('', { '.tool-versions': 'nodejs 20\nruby 3.1.2' }),
    runtimes: ['ruby 3.1.2, .tool-versions'],
  },
  {
    it: 'the environment wins over all files',
    files: pins,
    env: { RUBY_VERSION: '3.4' },
    runtimes: ['ruby 3.4, RUBY_VERSION in the environment'],
  },
  {
    it: 'the Gemfile says a range',
    files: gemfile("ruby '>= 3.2', '< 4.0' # as long as it lasts"),
    runtimes: ['ruby >= 3.2, < 4.0, Gemfile'],
  },
  {
    it: 'the Gemfile names a file',
    files: { ...pins, Gemfile: 'ruby file: ".ruby-version"' },
    runtimes: ['ruby 3.2.2, .ruby-version, as the Gemfile says'],
  },
  {
    it: 'the Gemfile names .tool-versions',
    files: { ...pins, Gemfile: 'ruby file: ".tool-versions"' },
    runtimes: ['ruby 3.1.2, .tool-versions, as the Gemfile says'],
  },
  {
    it: 'the Gemfile reads a file',
    files: { ...pins, Gemfile: 'ruby File.read(".ruby-version").strip' },
    runtimes: ['ruby 3.2.2, .ruby-version, as the Gemfile says'],
  },
  {
    it: 'a Ruby of another make is what is asked for',
    files: gemfile('', { '.ruby-version': 'jruby-9.4' }),
    runtimes: ['ruby jruby-9.4, .ruby-version'],
  },
  { it: 'what a comment says is nothing', files: gemfile('# ruby "2.7"'), runtimes: ['ruby *, no version asked for: the newest'] }, // biome-ignore format: a table
  { it: 'no lockfile', files: gemfile('gem "a"'), notes: [/no Gemfile\.lock/] },
  {
    it: 'a rack app with Puma, and said so',
    files: gemfile('', { 'Gemfile.lock': lock('puma'), 'config.ru': '' }),
    processes: { web: 'bundle exec puma -b tcp://0.0.0.0:$PORT' },
    notes: [/bundle exec puma .*\(config\.ru\)/],
  },
  {
    it: 'a rack app without Puma',
    files: gemfile('', { 'Gemfile.lock': lock('thin'), 'config.ru': '' }),
    processes: { web: 'bundle exec rackup -o 0.0.0.0 -p $PORT' },
  },
  {
    it: 'an app of Sinatra in one file',
    files: gemfile('gem "sinatra"', { 'app.rb': '', 'web.rb': "require 'sinatra'\n" }),
    processes: { web: 'bundle exec ruby web.rb -o 0.0.0.0 -p $PORT' },
  },
  {
    it: 'Rails makes its assets without its secrets',
    files: gemfile('', { ...rails, 'Gemfile.lock': lock('rails', 'propshaft') }),
    env: { SECRET_KEY_BASE: 'x' },
    runs: [/bundle install/, /SECRET_KEY_BASE_DUMMY=1 bundle exec rails assets:precompile$/],
    processes: { web: 'bundle exec rails server -b 0.0.0.0 -p $PORT' },
    notes: [],
  },
  {
    it: 'Rails without assets, and without a secret',
    files: gemfile('', { ...rails, 'Gemfile.lock': lock('railties') }),
    runs: [/bundle install/],
    notes: [/SECRET_KEY_BASE or RAILS_MASTER_KEY/],
  },
  {
    it: 'Rails that needs Node.js is told how',
    files: gemfile('', { ...rails, 'Gemfile.lock': lock('rails', 'jsbundling-rails') }),
    env: { RAILS_MASTER_KEY: 'x' },
    notes: [/jsbundling-rails needs Node\.js.*languages=node,ruby/],
  },
]);

t.test('gems are installed before the code is looked at, unless some lie in it', async (t) => {
  const needs = async (files: Record<string, string>) => (await planOf(files)).steps[0]?.needs;
  const files = { 'Gemfile.lock': lock('a'), '.ruby-version': '3.3.1' };
  t.strictSame(await needs(gemfile('gem "a"', files)), ['Gemfile', 'Gemfile.lock', '.ruby-version']);
  t.equal(await needs(gemfile('gem "a", path: "gems/a"', files)), 'everything');
  t.equal(await needs(gemfile('gemspec', files)), 'everything');
  t.equal(await needs(gemfile('gem "a"', { 'Gemfile.lock': `PATH\n  remote: gems/a\n${lock('a')}` })), 'everything');
});

t.test('a lockfile is held to, development stays out, and gems bring their libraries', async (t) => {
  const plan = await planOf(gemfile('', { 'Gemfile.lock': lock('pg') }));
  t.match(plan.env, { BUNDLE_FROZEN: 'true', BUNDLE_WITHOUT: 'development:test', RACK_ENV: 'production' });
  t.strictSame(plan.packages, { build: ['libpq-dev'], run: ['libpq5'] });
  t.notHas((await planOf(gemfile(''))).env, { BUNDLE_FROZEN: 'true' });
});
