import t from 'tap';
import { dockerfile } from '../../../buildpacks/dockerfile.ts';
import { detect } from '../../../buildpacks/index.ts';
import type { Plan } from '../../../buildpacks/plan.ts';
import { best } from '../../../buildpacks/stacks/node-versions.ts';

const surroundings = { env: {}, nodeVersion: async (range: string) => range };

t.test('version pins, first one wins', async (t) => {
  const files = {
    'package.json': '{"engines":{"node":"20.x"}}',
    '.nvmrc': 'v18.1.0\n',
    '.node-version': '16',
    '.tool-versions': 'ruby 3\nnodejs 14.2.0\n',
  };
  t.strictSame(await pinOf(files), ['20.x', 'engines in package.json']);
  t.strictSame(await pinOf({ ...files, 'package.json': '{}' }), ['18.1.0', '.nvmrc']);
  t.strictSame(await pinOf({ 'package.json': '{}', '.tool-versions': files['.tool-versions'] }), [
    '14.2.0',
    '.tool-versions',
  ]);
  t.strictSame(await pinOf({ 'package.json': '{}', '.nvmrc': 'lts/iron' }), ['20', '.nvmrc']);
  t.strictSame(await pinOf(files, { NODE_VERSION: '21' }), ['21', 'NODE_VERSION in the environment']);
});

t.test('lockfiles decide who installs', async (t) => {
  const manifest = '{"dependencies":{"a":"1"}}';
  t.match((await plan({ 'package.json': manifest, 'package-lock.json': '' })).install, [
    'npm ci --no-audit --no-fund --omit=dev',
  ]);
  t.match((await plan({ 'package.json': manifest })).notes, [/no lockfile/]);
  t.match((await plan({ 'package.json': manifest, 'yarn.lock': '' })).install, [
    /yarn@1$/,
    /^yarn install --frozen-lockfile/,
  ]);
  t.match((await plan({ 'package.json': manifest, 'yarn.lock': '__metadata:' })).install[0], /cli-dist@4$/);
  t.match((await plan({ 'package.json': manifest, 'pnpm-lock.yaml': "lockfileVersion: '6.0'" })).install[0], /pnpm@8$/);
  const named = '{"packageManager":"pnpm@9.1.0+sha512.x","dependencies":{"a":"1"}}';
  t.match((await plan({ 'package.json': named, 'pnpm-lock.yaml': '' })).install[0], /pnpm@9\.1\.0$/);
});

t.test('an app without packages installs nothing', async (t) => {
  const { install, build, processes } = await plan({ 'package.json': '{}', 'server.js': '' });
  t.strictSame({ install, build, processes }, { install: [], build: [], processes: { web: 'node server.js' } });
});

t.test('scripts.start runs without npm unless npm has work of its own', async (t) => {
  const web = async (scripts: object) => (await plan({ 'package.json': JSON.stringify({ scripts }) })).processes.web;
  t.equal(await web({ start: 'node a.js' }), 'node a.js');
  t.equal(await web({ start: 'node a.js', prestart: 'x' }), 'npm start');
});

t.test('a change of code only makes one new layer', async (t) => {
  const text = dockerfile(
    await plan({ 'package.json': '{"dependencies":{"a":"1"}}', 'package-lock.json': '' }),
    'base',
    'r-a',
  );
  t.match(
    text,
    /COPY \S+ app\/package.json app\/package-lock.json \.\/\nRUN --mount=\S+ npm ci [^\n]*\nCOPY \S+ app \.\/\n$/,
  );
});

t.test('installs that read sources get all of them first', async (t) => {
  const text = dockerfile(
    await plan({
      'package.json': '{"dependencies":{"a":"file:./a"},"scripts":{"build":"tsc"}}',
      'package-lock.json': '',
    }),
    'base',
    'r-a',
  );
  t.match(text, /COPY \S+ app \.\/\nRUN \S+ npm ci [^\n]*include=dev\nRUN \S+ npm run build\nRUN \S+ npm prune/);
  t.match(text, /COPY --from=build --chown=node:node \/app \.\/\n$/);
});

t.test('no language, broken package.json, a Dockerfile', async (t) => {
  await t.rejects(plan({ 'README.md': '' }), { code: 'no_language' });
  await t.rejects(plan({ 'package.json': '{' }), { code: 'bad_package_json' });
  t.strictSame(await detect(tree({ Dockerfile: '', 'package.json': '{}' }), surroundings), { kind: 'dockerfile' });
});

t.test('a wide range means the long-term support', async (t) => {
  t.equal(best(['20.1.0', '26.9.0', '26.10.0', '27.0.0']), '26.10.0');
  t.equal(best(['9.9.9', '10.0.0']), '10.0.0');
  t.equal(best([]), undefined);
});

function tree(files: Record<string, string>) {
  return { files: async () => Object.keys(files), read: async (path: string) => files[path] };
}

async function plan(files: Record<string, string>, env = {}): Promise<Plan> {
  const detected = await detect(tree(files), { ...surroundings, env });
  return (detected as { plan: Plan }).plan;
}

async function pinOf(files: Record<string, string>, env = {}): Promise<[string, string]> {
  const { pin } = await plan({ 'package.json': '{}', ...files }, env);
  return [pin.wanted, pin.from];
}
