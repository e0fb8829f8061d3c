import t from 'tap';
import { checkRows, planOf } from './table.ts';

const gradle = {
  gradlew: '',
  'gradle/wrapper/gradle-wrapper.jar': '',
  'gradle/wrapper/gradle-wrapper.properties': '',
};
const composer = (json: object) => ({ 'composer.json': JSON.stringify(json) });
const folders = ['v\nUSER root', 'v;id', "v'", '../v', '/v', 'v/../../x', '$PATH', 7, {}, ['v']];

checkRows(t, [
  ...folders.map((folder) => ({
    it: `no packages of PHP in ${JSON.stringify(folder)}`,
    files: composer({ require: { 'a/b': '1' }, config: { 'vendor-dir': folder } }),
    fails: ['bad_composer_json', /config\.vendor-dir/] as const,
  })),
  {
    it: 'no programs of PHP beside the folder of the app',
    files: composer({ config: { 'bin-dir': '/usr/bin' } }),
    fails: ['bad_composer_json', /config\.bin-dir is "\/usr\/bin"/],
  },
  {
    it: 'a version of PHP that is no text',
    files: composer({ require: { php: 8 } }),
    fails: ['bad_composer_json', /8 is no version/],
  },
  { it: 'a composer.lock of other things', files: { ...composer({}), 'composer.lock': '{"packages":[null,7]}' } },
  { it: 'a composer.lock without a list', files: { ...composer({}), 'composer.lock': '{"packages":{}}' } },
  {
    it: 'no module of Maven whose folder is a line of shell',
    files: { 'pom.xml': '<modules>', "a';id;'/pom.xml": '<mainClass>' },
    fails: ['bad_folder', /a';id;'\/pom\.xml/],
  },
  {
    it: 'no project of Gradle whose folder is a line of a Dockerfile',
    files: { ...gradle, 'build.gradle': '', 'a\nUSER root/build.gradle': '' },
    fails: ['bad_folder', /USER root/],
  },
  {
    it: 'options of Maven are one line',
    files: { 'pom.xml': '' },
    env: { MAVEN_CUSTOM_OPTS: '-X\nUSER=root' },
    runs: [/^mvn -B \S+ -X USER=root package$/, /ready-jars/],
  },
  {
    it: 'tasks of Gradle are one line',
    files: { ...gradle, 'build.gradle': '' },
    env: { GRADLE_TASK: 'clean\nstage' },
    runs: [/build-cache clean stage$/, /ready-jars/],
  },
  {
    it: 'a property of Maven is a name and no pattern',
    files: { 'pom.xml': '<java.version>${(x+x+)+y(}</java.version>' },
    runtimes: ['java 25, no version asked for: the current LTS'],
  },
  {
    it: 'a version of a thousand characters',
    files: { Gemfile: '', '.ruby-version': '>'.repeat(1000) },
    fails: ['no_such_version', /\.ruby-version asks for a version of 1000 characters/],
  },
]);

t.test('what is long is read as fast as anything else', async (t) => {
  const blanks = [' ', '\n', '\t\n'].map((blank) => blank.repeat(20_000));
  const trees = blanks.flatMap((text) => [
    { Gemfile: `gem 'sinatra'\n${text}`, 'app.rb': text },
    { Gemfile: `ruby x${text}y` },
    { 'index.php': '', '.htaccess': text },
    { 'go.mod': `module a\n${text}`, 'main.go': 'package main' },
    { 'pom.xml': '<!--'.repeat(20_000), 'system.properties': text, '.sdkmanrc': text },
    { ...gradle, 'build.gradle': `${'/*'.repeat(20_000)}${text}` },
    { ...gradle, 'build.gradle': `${'apply '.repeat(5000)}${text}` },
  ]);
  const started = performance.now();
  for (const files of trees) await planOf(files as unknown as Record<string, string>);
  t.ok(performance.now() - started < 5000, 'not with the square of its length');
});
