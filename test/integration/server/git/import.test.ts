import { createReadStream } from 'node:fs';
import { chmod, link, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import t, { type Test } from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import { TarballImport } from '../../../../server/git/import.ts';
import { Repositories } from '../../../../server/git/repositories.ts';

async function begin(t: Test) {
  const folder = await mkdtemp(join(tmpdir(), 'rack-import-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const repositories = new Repositories(join(folder, 'repos'));
  await repositories.ensure('a');
  const repository = repositories.path('a');
  const git = async (...words: string[]) => (await run(['git', '-C', repository, ...words])).stdout.trim();
  const quarantines = async () =>
    (await readdir(join(repository, 'objects'))).filter((name) => name.startsWith('tmp_'));
  return { folder, repositories, repository, git, quarantines };
}

const request = (repository: string) => ({
  repository,
  strip: false,
  developer: 'ada',
  signal: new AbortController().signal,
});

/** A tree with all that a tar program makes of files. */
async function makeTree(folder: string): Promise<void> {
  const deep = join(folder, `${'very-long-name-of-a-folder/'.repeat(8)}end`);
  await mkdir(deep, { recursive: true });
  await mkdir(join(folder, 'empty'));
  await writeFile(join(deep, 'grüße "1"\\2\t.txt'), 'ä');
  await writeFile(join(folder, 'empty-file'), '');
  await writeFile(join(folder, 'large.bin'), Buffer.alloc(3_000_001, 'zeros and ones'));
  await writeFile(join(folder, 'run'), '#!/bin/sh\n');
  await chmod(join(folder, 'run'), 0o755);
  await symlink('run', join(folder, 'go'));
  await symlink('../run', join(folder, 'very-long-name-of-a-folder', 'up'));
  await link(join(folder, 'run'), join(folder, 'run-too'));
}

t.test('the commit is the tree, whichever form of tar it came in', async (t) => {
  const { folder, repository, git, quarantines } = await begin(t);
  const tree = join(folder, 'tree');
  await makeTree(tree);
  const inTree = async (...words: string[]) => (await run(['git', '-C', tree, ...words])).stdout.trim();
  await inTree('init', '-q');
  await inTree('add', '-A');
  const expected = await inTree('write-tree');
  for (const format of ['gnu', 'pax', 'posix'])
    for (const options of [[], ['-z']]) {
      const path = join(folder, 'tree.tar');
      await run(['tar', `--format=${format}`, ...options, '-cf', path, '-C', tree, '.']);
      const imported = await TarballImport.read({ ...request(repository), archive: createReadStream(path) });
      await imported.keep('refs/rack/tarballs/R1');
      t.equal(await git('rev-parse', 'refs/rack/tarballs/R1^{tree}'), expected, `${format} ${options}`);
      t.same(await quarantines(), []);
    }
  t.notMatch((await run(['git', '-C', repository, 'fsck', '--strict'])).stderr, /error|warning/);
});

t.test('before it is kept it can be read, and is no part of the repository', async (t) => {
  const { folder, repositories, repository, quarantines } = await begin(t);
  const path = join(folder, 'one.tar');
  await writeFile(join(folder, 'web.js'), 'one');
  await run(['tar', '-cf', path, '-C', folder, 'web.js']);
  const imported = await TarballImport.read({ ...request(repository), archive: createReadStream(path) });
  t.equal(await imported.source.read('web.js'), 'one');
  await t.rejects(run(['git', '-C', repository, 'cat-file', '-e', imported.commit]));
  // As after a crash of the server.
  await repositories.removeQuarantines('a');
  t.same(await quarantines(), []);
  t.equal((await run(['git', '-C', repository, 'fsck', '--strict'])).stdout, '');
});

t.test('a git that is killed leaves nothing, and is the rack’s fault', async (t) => {
  const { repository, quarantines } = await begin(t);
  const archive = new PassThrough();
  const path = join(repository, '..', 'big.tar');
  await writeFile(join(repository, '..', 'big'), Buffer.alloc(4_000_000, 'x'));
  await run(['tar', '-cf', path, '-C', join(repository, '..'), 'big']);
  const bytes = await readFile(path);
  const reading = TarballImport.read({ ...request(repository), archive });
  const refused = t.rejects(reading, { code: 'import_failed', blame: 'rack' });
  archive.write(bytes.subarray(0, 1_000_000));
  const pid = await poll(() => importerOf(repository));
  process.kill(pid, 'SIGKILL');
  await poll(async () => (await importerOf(repository)) === undefined || undefined);
  archive.end(bytes.subarray(1_000_000));
  await refused;
  t.same(await quarantines(), []);
});

/** The process of `git fast-import` that works for a repository. */
async function importerOf(repository: string): Promise<number | undefined> {
  const { stdout } = await run(['ps', '-eo', 'pid,args']);
  const line = stdout.split('\n').find((each) => each.includes(repository) && each.includes('fast-import --quiet'));
  return line === undefined ? undefined : Number.parseInt(line, 10);
}
