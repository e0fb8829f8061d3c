import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { run } from '../../../../lib/run.ts';
import { CommitSource } from '../../../../server/git/source.ts';
import { SourceTree } from '../../../../server/git/source-tree.ts';

const WHEN = '2001-02-03T04:05:06Z';
const LONG = `${'deep/'.repeat(25)}${'long'.repeat(30)}.txt`;

t.test('what the build gets is what a checkout has', async (t) => {
  const { checkout, tree } = await repository(t, async (folder) => {
    await write(folder, {
      'web.js': 'web',
      'out.txt': 'is not left out',
      '.gitattributes': 'out.txt export-ignore\nsubst.txt export-subst\n*.bat text eol=crlf\n*.id ident\n',
      'subst.txt': '$Format:%H$',
      'run.bat': 'one\ntwo\n',
      'a.id': '$Id$\n',
      [LONG]: 'long',
      'services/api/web.js': 'api',
      'ünïcode/日本.txt': 'u',
      'a b': 'blank',
      'line\nend': 'line end',
      empty: '',
      ':(top)magic/*': 'no pattern',
    });
    await writeFile(join(folder, 'large'), randomBytes(8 * 1024 * 1024));
    await writeFile(Buffer.concat([Buffer.from(`${folder}/latin-`), Buffer.from([0xe9])]), 'not UTF-8');
    await writeFile(join(folder, 'run.sh'), '#!/bin/sh\n', { mode: 0o755 });
    await symlink('web.js', join(folder, 'link'));
    await symlink('/etc/passwd', join(folder, 'link-out'));
    await symlink('x'.repeat(300), join(folder, 'link-far'));
  });
  const got = await unpack(t, tree);
  t.strictSame(await look(got), await look(checkout));
  t.equal(await tree.read('link'), 'web', 'a link is read as what it leads to');
  t.equal(await tree.read('link-out'), undefined, 'but not out of the tree');
});

t.test('a folder of it is what that folder has, byte by byte the same at any time', async (t) => {
  const { checkout, tree } = await repository(t, async (folder) => {
    await write(folder, {
      '.gitattributes': '*.bat text eol=crlf\n',
      [`services/api/${LONG}`]: 'long',
      [`services/api/${'n'.repeat(90)}`]: 'long with its folder, short without',
      'services/api/run.bat': 'one\ntwo\n',
      'services/api/web.js': 'api',
      'services/apiary/web.js': 'another',
      'web.js': 'top',
    });
    await symlink('../../web.js', join(folder, 'services/api/link'));
    await writeFile(Buffer.concat([Buffer.from(`${folder}/services/api/latin-`), Buffer.from([0xe9])]), 'not UTF-8');
  });
  const api = await tree.in('services/api');
  t.strictSame(await look(await unpack(t, api)), await look(join(checkout, 'services/api')));
  t.strictSame((await api.files()).filter((path) => path.length < 20).sort(), [
    'latin-\ufffd',
    'link',
    'run.bat',
    'web.js',
  ]);
  t.equal(await api.read('web.js'), 'api');
  t.equal(await api.read('../../web.js'), undefined);
  t.equal(await api.read('link'), undefined, 'what lies outside of the folder is not there');

  const signal = new AbortController().signal;
  const first = await buffer(api.archive(signal, 'app/'));
  const { mtimeMs } = await stat(join(await unpack(t, api), 'web.js'));
  t.equal(new Date(mtimeMs).getUTCFullYear(), 2001, 'times are those of the commit');
  const late = api.archive(signal, 'app/');
  for (let turn = 0; turn < 3; turn++) t.ok(first.equals(await buffer(api.archive(signal, 'app/'))));
  t.ok(first.equals(await buffer(late)), 'however late it is read');
});

t.test('a tree that git cannot read to its end is no context', async (t) => {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const { checkout, tree } = await repository(t, (folder) => write(folder, { a: 'kept', b: `lost ${attempt}` }));
    const { stdout } = await run(['git', '-C', checkout, 'rev-parse', 'HEAD:b']);
    const [start, rest] = [stdout.slice(0, 2), stdout.trim().slice(2)];
    await rm(join(dirname(checkout), 'bare.git/objects', start, rest), { force: true });
    await t.rejects(buffer(tree.archive(AbortSignal.timeout(20_000))), { code: 'archive_failed' });
  }
});

t.test('an empty commit has an empty context', async (t) => {
  const { tree } = await repository(t, async () => {});
  t.strictSame(await look(await unpack(t, tree)), {});
  t.strictSame(await tree.files(), []);
});

async function repository(t: Test, fill: (folder: string) => Promise<void>) {
  const folder = t.testdir();
  const git = (...args: string[]) =>
    run(['git', '-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      env: { GIT_COMMITTER_DATE: WHEN, GIT_AUTHOR_DATE: WHEN },
    });
  await git('init', '-q', '-b', 'main', 'work');
  await fill(join(folder, 'work'));
  await git('-C', 'work', 'add', '-A');
  await git('-C', 'work', 'commit', '-q', '--allow-empty', '-m', 'x');
  await git('clone', '-q', '--bare', 'work', 'bare.git');
  await writeFile(join(folder, 'bare.git/info/attributes'), '* -export-ignore -export-subst\n');
  await git('clone', '-q', 'bare.git', 'checkout');
  const commit = (await git('-C', 'work', 'rev-parse', 'HEAD')).stdout.trim();
  const source = new CommitSource({ commit, repository: join(folder, 'bare.git') });
  return { checkout: join(folder, 'checkout'), tree: new SourceTree([{ at: '', source }]) };
}

async function write(folder: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function unpack(t: Test, tree: SourceTree): Promise<string> {
  const into = join(t.testdirName, `unpacked-${randomBytes(4).toString('hex')}`);
  await mkdir(into);
  await run(['tar', '-x', '-C', into], { input: tree.archive(new AbortController().signal) });
  return into;
}

/** Path → kind, rights and content of all that lies in a folder; names are bytes, shown as latin1. */
async function look(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const at = async (path: Buffer) => {
    for (const entry of await readdir(path, { withFileTypes: true, encoding: 'buffer' })) {
      const inner = Buffer.concat([path, Buffer.from('/'), entry.name]);
      const name = inner.toString('latin1').slice(folder.length + 1);
      if (name === '.git') continue;
      if (entry.isDirectory()) await at(inner);
      else if (entry.isSymbolicLink()) found[name] = `-> ${await readlink(inner)}`;
      else
        found[name] = `${((await stat(inner)).mode & 0o777).toString(8)} ${(await readFile(inner)).toString('base64')}`;
    }
  };
  await at(Buffer.from(folder));
  return found;
}
