import t from 'tap';
import { TestRack } from '../rack.ts';

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`;

t.test('an app is built from a folder of its repository', async (t) => {
  const rack = await TestRack.start(t);
  const clone = await rack.clone('shop', {
    'README.md': 'top',
    'services/api/web.js': 'api',
    'services/api/deploy': 'ok',
    'services/web/web.js': 'web',
  });
  t.match(await clone.push(), { code: 0 });

  await t.test('which the build sees as the top', async (t) => {
    t.match(await rack.ssh('set shop build-dir=services/api'), { code: 0 });
    await clone.commit({ 'README.md': 'what is not in the folder deploys, too' });
    const { code, stderr } = await clone.push();
    t.equal(code, 0);
    t.match(stderr, /remote: -----> Building from services\/api/);
    t.match(stderr, /remote: {8}web\.js/);
    t.notMatch(stderr, /README/);
  });

  for (const [folder, why] of [
    ['services/apis', /has no such folder.*Did you mean services\/api\?/s],
    ['api', /has no such folder.*Did you mean services\/api\?/s],
    ['services/api/web.js', /services\/api\/web\.js is a file, not a folder/],
  ] as const)
    await t.test(`a push is declined when there is no folder ${folder}`, async (t) => {
      t.match(await rack.ssh(`set shop build-dir=${folder}`), { code: 0 });
      await clone.commit({ 'README.md': folder });
      const { code, stderr } = await clone.push();
      t.equal(code, 1);
      t.match(stderr, why);
    });

  for (const value of ['/services', '../other', 'services/../..', 'services//api', './services', '.git', 'a\\b', ''])
    await t.test(`"${value}" cannot be one`, async (t) => {
      t.match(await rack.ssh(`set shop 'build-dir=${value}'`), { code: 1, stderr: /build-dir cannot be/ });
    });

  await t.test('and from the whole again', async (t) => {
    t.match(await rack.ssh('unset shop build-dir'), { code: 0 });
    t.match(await clone.push(), { code: 0, stderr: /services\/web\/web\.js/ });
  });
});

t.test('pointers of Git LFS are not taken for the files', async (t) => {
  const rack = await TestRack.start(t);
  const attributes = '*.psd filter=lfs diff=lfs merge=lfs -text\n';
  const files = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`art/${name}.psd`, POINTER]));
  const clone = await rack.clone('art', {
    '.gitattributes': attributes,
    ...files,
    'art/real.psd': 'small, but no pointer',
  });

  await t.test('the push is declined, and says which files and how to go on', async (t) => {
    const { code, stderr } = await clone.push();
    t.equal(code, 1);
    t.match(stderr, /art\/a\.psd, art\/b\.psd, art\/c\.psd and 1 more are pointers of Git LFS, not the files/);
    t.match(stderr, /git lfs migrate export/);
    t.notMatch(stderr, /real\.psd/);
  });

  await t.test('those that the build does not get do not matter', async (t) => {
    await clone.commit({ '.slugignore': 'art/*.psd\n' });
    t.match(await clone.push(), { code: 0 });
  });

  await t.test('nor does a pointer where nothing says LFS', async (t) => {
    await clone.commit({ '.slugignore': '', '.gitattributes': '# *.psd filter=lfs\n' });
    t.match(await clone.push(), { code: 0 });
  });
});

t.test('an ignore file that Docker would refuse declines the push', async (t) => {
  const rack = await TestRack.start(t);
  const clone = await rack.clone('hello', { '.dockerignore': 'node_modules\n[\n', Dockerfile: 'FROM x' });
  t.match(await clone.push(), { code: 1, stderr: /\.dockerignore has a pattern that Docker cannot read: \[/ });
});
