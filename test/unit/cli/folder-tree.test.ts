import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { folderTree } from '../../../cli/folder-tree.ts';
import { run } from '../../../lib/run.ts';

const contents = { 'a.js': 'a', sub: { 'b.js': 'b' }, node_modules: { 'c.js': 'c' }, '.gitignore': 'sub\n' };

t.test('a folder that is no repository is all its files but what is never pushed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'rack-test-'));
  t.teardown(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'node_modules'));
  await writeFile(join(folder, 'node_modules/c.js'), 'c');
  await writeFile(join(folder, 'a.js'), 'a');
  const tree = await folderTree(folder);
  t.equal(await tree.read('a.js'), 'a');
  t.equal(await tree.read('../a.js'), undefined);
  t.same(await tree.files(), ['a.js']);
});

t.test('a repository is what git knows or would add, without what was deleted', async (t) => {
  const folder = t.testdir({ ...contents, 'gone.js': '' });
  await run(['git', 'init', '-q'], { cwd: folder });
  await run(['git', 'add', '.gitignore', 'gone.js'], { cwd: folder });
  await rm(join(folder, 'gone.js'));
  const tree = await folderTree(folder);
  t.ok((await tree.files()).includes('a.js'));
  t.notOk((await tree.files()).includes('sub/b.js'));
  t.equal(await tree.read('gone.js'), undefined);
});

t.test('a folder that is not there is named', async (t) => {
  await t.rejects(folderTree('/nowhere/at/all'), { code: 'no_folder', message: /nowhere/ });
});
