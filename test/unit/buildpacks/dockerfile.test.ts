import t from 'tap';
import { dockerfile } from '../../../buildpacks/dockerfile.ts';
import { planOf } from './detection/table.ts';

const bases = {
  build: { image: 'base:build', digest: 'sha256:1', lines: [] },
  run: { image: 'base:run', digest: 'sha256:2', lines: [] },
};
const packages = { 'package-lock.json': '', 'package.json': '{"dependencies":{"a":"1"}}' };

t.test('a tree without packages is one copy', async (t) => {
  const text = await textOf({ 'package.json': '{}', 'server.js': '' });
  t.match(text, /^FROM base:run\nENV [^\n]*\nWORKDIR \/app\nUSER 1000:1000\nCOPY --chown=1000:1000 app \.\/\n$/);
});

t.test('a change of code only makes one new layer', async (t) => {
  const text = await textOf(packages);
  t.match(text, /COPY \S+ app\/package.json app\/package-lock.json \.\/\nRUN --mount=\S+ npm ci [^\n]*\n/);
  t.match(
    text,
    /FROM base:run\n[\s\S]*COPY \S+ --from=build \/app\/node_modules \/app\/node_modules\nCOPY \S+ app \.\/\n$/,
  );
});

t.test('what a build leaves is copied without what is there already', async (t) => {
  const text = await textOf({
    ...packages,
    'package.json': '{"dependencies":{"a":"1"},"devDependencies":{"b":"1"},"scripts":{"build":"tsc"}}',
  });
  t.match(text, /RUN \S+ npm ci [^\n]*include=dev\nCOPY \S+ app \.\/\nRUN \S+ npm run build\nRUN \S+ npm prune/);
  t.match(
    text,
    /RUN --mount=type=bind,from=build,source=\/app,target=\/built tar -C \/built --exclude=\.\/node_modules -cf - \. \| tar -xf -\n$/,
  );
});

t.test('folders that an install reads keep their place', async (t) => {
  const text = await textOf({ ...packages, 'patches/a.patch': '', 'server.js': '' });
  t.match(
    text,
    /COPY \S+ app\/package.json app\/package-lock.json \.\/\nCOPY \S+ app\/patches\/ \.\/patches\/\nRUN \S+ npm ci /,
  );
});

t.test('the package manager is a layer that no change of the app makes anew', async (t) => {
  const text = await textOf({
    ...packages,
    'package-lock.json': '',
    'package.json': '{"packageManager":"npm@10.9.0","dependencies":{"a":"1"}}',
  });
  t.match(text, /USER 1000:1000\nRUN \S+ mkdir -p \S+; node [^\n]*semver\.js [^\n]*npm@10\.9\.0\nCOPY /);
  t.match(text, /COPY \S+ --from=build \/home\/app\/\.local \/home\/app\/\.local\n/);
});

t.test('installs that read sources get all of them first', async (t) => {
  const text = await textOf({ ...packages, 'package.json': '{"dependencies":{"a":"file:./a"}}' });
  t.match(text, /USER 1000:1000\nCOPY \S+ app \.\/\nRUN \S+ npm ci /);
});

t.test('variables that the build may see come as a secret, and a change of theirs builds anew', async (t) => {
  const text = await textOf(packages, 'hash');
  t.match(
    text,
    /RUN \S+ --mount=type=secret,id=build-env,uid=1000,gid=1000 : hash; \. \/run\/secrets\/build-env; npm ci/,
  );
});

async function textOf(files: Record<string, string>, buildEnv?: string): Promise<string> {
  return dockerfile(await planOf(files), bases, { cacheScope: 'r-a', buildEnv });
}
