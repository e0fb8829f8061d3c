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

t.test('another Procfile', async (t) => {
  const files = { ...NODE, Procfile: 'web: a', 'deploy/Procfile': 'web: b' };
  t.equal((await detected(files, { procfile: 'deploy/Procfile' })).manifest.processes.web?.command, 'b');
  await t.rejects(detected(files, { procfile: 'other' }), {
    code: 'no_procfile',
    message: /There is no other in this commit/,
  });
});
