import { Readable } from 'node:stream';
import t from 'tap';
import { detectApp } from '../../../../server/deploy/detect.ts';
import { outputTo } from '../../../../server/deploy/output.ts';
import type { Source, WholeSource } from '../../../../server/git/source.ts';
import type { AppSettings } from '../../../../server/model/settings.ts';

const NODE = {
  'package.json': '{"scripts": {"start": "node web.js"}, "engines": {"node": "22"}}',
  'package-lock.json': '{}',
};

/** What a tree is, and what the push is told. */
async function detected(files: Record<string, string>, settings: AppSettings = {}, env: Record<string, string> = {}) {
  const lines: string[] = [];
  const surroundings = { env, resolve: async (_name: string, { wanted }: { wanted: string }) => wanted };
  const detection = await detectApp(
    sourceOf(files),
    settings,
    surroundings,
    outputTo((line) => lines.push(line)),
  );
  return { ...detection, lines };
}

function sourceOf(files: Record<string, string>, directory?: string): WholeSource {
  const source: Source = {
    commit: 'c',
    directory,
    files: async () => Object.keys(files),
    read: async (path) => files[path],
    archive: () => Readable.from([]),
  };
  const within = (folder: string) =>
    Object.fromEntries(
      Object.entries(files)
        .filter(([path]) => path.startsWith(`${folder}/`))
        .map(([path, text]) => [path.slice(folder.length + 1), text]),
    );
  return { ...source, in: async (folder) => sourceOf(within(folder), folder) };
}

t.test('without any file the buildpack says what runs', async (t) => {
  const { manifest, units } = await detected(NODE);
  t.strictSame(manifest.processes, { web: { command: 'node web.js', build: 'app' } });
  t.equal(manifest.declaredBy, 'No Procfile, default types for Node.js');
  t.strictSame(Object.keys(units), ['app']);
});

t.test('a Procfile says what runs, and app.json how', async (t) => {
  const { manifest, lines } = await detected({
    ...NODE,
    Procfile: 'web: node a.js\nworker: node b.js\nrelease: node c.js',
    'app.json':
      '{"formation": {"web": {"quantity": 2}, "workers": {"quantity": 1}},\n"healthchecks": {"web": [{"path": "/up"}], "worker": [{"path": "/x"}]},\n"cron": [{"command": "d", "schedule": "@daily"}], "env": {"A": "1"}}',
  });
  t.strictSame(manifest.processes, {
    web: { command: 'node a.js', build: 'app', count: 2, health: { path: '/up' } },
    worker: { command: 'node b.js', build: 'app' },
  });
  t.strictSame(manifest.phases, { release: 'node c.js' });
  t.strictSame(manifest.timers, { 'cron-1': { command: 'd', schedule: '0 0 * * *', process: 'web' } });
  t.strictSame(manifest.env, { A: { value: '1', required: false } });
  t.match(lines.slice(-2), [
    ' !     app.json line 1: There is no process workers; did you mean worker?',
    ' !     app.json line 2: worker has no port, so its check of /x is not done.',
  ]);
});

t.test('a Procfile with a release phase alone leaves the rest to the build', async (t) => {
  const { manifest } = await detected({ Dockerfile: 'FROM scratch', Procfile: 'release: migrate' });
  t.strictSame(manifest.processes, { web: { command: null, build: 'app' } });
  t.strictSame(manifest.phases, { release: 'migrate' });
  t.equal(manifest.declaredBy, 'Procfile declares no type but release, the image’s own command runs as');
});

t.test('the release phase of the Procfile wins over that of app.json, and that is said', async (t) => {
  const files = { ...NODE, 'app.json': '{"scripts": {"dokku": {"predeploy": "b"}, "postdeploy": "c"}}' };
  t.strictSame((await detected(files)).manifest.phases, { release: 'b', postdeploy: 'c' });
  const both = await detected({ ...files, Procfile: 'web: x\nrelease: a' });
  t.strictSame(both.manifest.phases, { release: 'a', postdeploy: 'c' });
  t.match(both.lines.at(-1), /scripts.dokku.predeploy does not run: the Procfile has a release phase/);
});

t.test('buildpacks of app.json choose languages, unless there is a Dockerfile or a setting', async (t) => {
  const files = { ...NODE, 'index.html': '', 'app.json': '{"buildpacks": [{"url": "heroku-community/static"}]}' };
  const languageOf = async (more: Record<string, string> = {}, settings: AppSettings = {}) => {
    const unit = (await detected({ ...files, ...more }, settings)).units.app!;
    return unit.detected.kind === 'plan' ? unit.detected.plan.language : 'Dockerfile';
  };
  t.equal(await languageOf(), 'static');
  t.equal(await languageOf({}, { languages: 'node' }), 'node');
  t.equal(await languageOf({ Dockerfile: 'FROM x' }), 'Dockerfile');
  t.equal(await languageOf({ 'd/Other': 'FROM x' }, { dockerfile: 'd/Other' }), 'Dockerfile');
});

t.test('a file .buildpacks chooses languages where app.json does not', async (t) => {
  const list =
    '# of Dokku\nhttps://git.example/heroku-buildpack-apt\nhttps://git.example/my-own.git#v1\nheroku/nodejs\n';
  const files = { ...NODE, 'requirements.txt': '', '.buildpacks': list };
  const languageOf = async (more: Record<string, string> = {}) => {
    const { units, lines } = await detected({ ...files, ...more });
    const { detected: found } = units.app!;
    return [
      found.kind === 'plan' ? found.plan.language : found.kind,
      lines.filter((line) => / my-own|my-own\./.test(line)),
    ];
  };
  t.match(await languageOf(), ['node', [/\.buildpacks line 3: .*my-own\.git#v1 is not known/]]);
  t.match(await languageOf({ 'app.json': '{"buildpacks": ["heroku/python"]}', Procfile: 'web: a' }), ['python']);
  t.match(await languageOf({ Dockerfile: 'FROM x' }), ['dockerfile']);
  t.match(await languageOf({ '.buildpacks': '\n', Procfile: 'web: a' }), ['python'], 'a list of none says nothing');
});

t.test('another Procfile', async (t) => {
  const files = { ...NODE, Procfile: 'web: a', 'deploy/Procfile': 'web: b' };
  t.equal((await detected(files, { procfile: 'deploy/Procfile' })).manifest.processes.web?.command, 'b');
  await t.rejects(detected(files, { procfile: 'other' }), {
    code: 'no_procfile',
    message: /There is no other in this commit/,
  });
});

/** `files` in a folder. */
function under(folder: string, files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}

t.test('the services of convox.yml, each built of its folder', async (t) => {
  const { manifest, units, lines } = await detected({
    ...under('api', NODE),
    ...under('jobs', { ...NODE, Procfile: 'mail: node mail.js' }),
    Dockerfile: 'FROM x',
    'convox.yml':
      'services:\n  web: {build: api, port: 3000}\n  mail: {build: jobs}\n  admin: {build: ., command: bin/admin, port: 80}\n  cache: {image: redis}',
  });
  t.match(manifest.processes, {
    web: { command: 'node web.js', build: 'web', port: 3000 },
    mail: { command: 'node mail.js', build: 'mail' },
    admin: { command: 'bin/admin', build: 'admin', port: 80 },
    cache: { command: null, build: 'cache' },
  });
  t.equal(manifest.declaredBy, 'convox.yml declares services');
  t.strictSame(
    Object.values(units).map(({ source, detected }) => [source.directory, detected.kind]),
    [
      ['api', 'plan'],
      ['jobs', 'plan'],
      [undefined, 'dockerfile'],
      [undefined, 'image'],
    ],
  );
  t.match(
    lines.filter((line) => line.startsWith('-----> ')),
    [
      '-----> Node.js app detected in api (package.json)',
      '-----> Node.js app detected in jobs (package.json)',
      '-----> Dockerfile found',
      '-----> Image redis:latest is taken as it is',
    ],
  );
});

t.test('convox.yml says what runs, the Procfile the commands that it leaves open', async (t) => {
  const { manifest, lines } = await detected({
    ...NODE,
    Procfile: 'web: a\nworker: b\nold: c\nrelease: d',
    'convox.yml': 'services:\n  web: {port: 80}\n  worker: {command: e}',
  });
  t.match(manifest.processes, { web: { command: 'a', build: 'app' }, worker: { command: 'e', build: 'app' } });
  t.strictSame(Object.keys(manifest.processes), ['web', 'worker']);
  t.strictSame(manifest.phases, { release: 'd' });
  t.match(lines.at(-1), /old of the Procfile does not run: it is no service of convox.yml/);
});

t.test('a service that nothing says the command of', async (t) => {
  const convox = 'services:\n  web: {}\n  worker: {}';
  const says = { code: 'bad_manifest', message: 'convox.yml line 3: Nothing says what worker runs.' };
  await t.rejects(detected({ ...NODE, 'convox.yml': convox }), says);
  const alone = await detected({ ...NODE, 'convox.yml': 'services:\n  worker: {}' });
  t.equal(alone.manifest.processes.worker?.command, 'node web.js', 'one that has its build for itself runs its web');
  const docker = await detected({ Dockerfile: 'FROM x', 'convox.yml': convox });
  t.equal(docker.manifest.processes.worker?.command, null, 'an image has a command of its own');
});

t.test('what an app is set to holds for services of the top that choose nothing', async (t) => {
  const files = { ...NODE, ...under('api', NODE), Dockerfile: 'FROM x', Other: 'FROM x' };
  const convox = 'services:\n  web: {}\n  api: {build: api}\n  old: {build: {manifest: Dockerfile}}';
  const { units } = await detected({ ...files, 'convox.yml': convox }, { dockerfile: 'Other' });
  t.match(units.web?.detected, { kind: 'dockerfile', path: 'Other' });
  t.match(units.api?.detected, { kind: 'plan' });
  t.match(units.old?.detected, { kind: 'dockerfile', path: 'Dockerfile' });
});

t.test('app.json tells of services what convox.yml does not', async (t) => {
  const { manifest } = await detected({
    Dockerfile: 'FROM x',
    'convox.yml':
      'environment: [A=convox, C, D]\nservices:\n  web: {scale: 3}\n  api: {port: 80}\ntimers: {t: {schedule: "@daily", command: x, service: api}}',
    'app.json':
      '{"formation": {"web": {"quantity": 1, "size": "standard-2x"}}, "healthchecks": {"api": [{"path": "/up"}]}, "env": {"A": "app.json", "B": "2", "C": {"generator": "secret"}, "D": {"description": "d"}}, "cron": [{"command": "y", "schedule": "@daily"}]}',
  });
  t.match(manifest.processes, { web: { count: 3, memory: 1024 }, api: { health: { path: '/up' } } });
  t.strictSame(manifest.env, {
    A: { value: 'convox', required: false },
    B: { value: '2', required: false },
    C: { generator: 'secret', required: false },
    D: { description: 'd', required: true },
  });
  t.match(manifest.timers, { t: { process: 'api' }, 'cron-1': { process: 'web' } });
});

t.test('a folder in which no language is found is named', async (t) => {
  const files = { 'api/README.md': '', 'convox.yml': 'services: {web: {build: api}}' };
  await t.rejects(detected(files), {
    code: 'no_language',
    message: /^In api: No language was found among the 1 files/,
  });
});
