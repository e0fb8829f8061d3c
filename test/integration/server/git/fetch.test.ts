import { randomBytes } from 'node:crypto';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Clone } from '../clone.ts';
import { cloneOf, type Door, overBothDoors } from './doors.ts';

/** Commits of the history that is fetched. */
const COMMITS = 5;

/** Not in the first kilobyte, nor of text. */
const PHOTO = randomBytes(300_000);

overBothDoors('what was pushed comes back', async (t, door) => {
  const origin = await history(door);
  const tip = await origin.head();

  await t.test('a clone has every commit and file, and checks out what the app deploys from', async (t) => {
    const { clone, inside } = await fetched(t, door, 'clone');
    t.equal(await inside('rev-parse', 'HEAD^{tree}'), await line(origin, 'rev-parse', 'HEAD^{tree}'));
    t.equal(await inside('symbolic-ref', 'HEAD'), 'refs/heads/main');
    t.equal(await inside('status', '--porcelain'), '');
    t.equal(await inside('rev-list', '--count', 'HEAD'), `${COMMITS}`);
    t.equal(await inside('fsck', '--full', '--strict'), '');
    t.ok(PHOTO.equals(await readFile(join(clone, 'photo.jpg'))));
    t.equal(await inside('tag', '--list'), 'light\nv1');
  });

  await t.test('a bare clone and a mirror have the refs that ls-remote lists', async (t) => {
    const listed = await line(origin, 'ls-remote', 'rack');
    t.same(refNames(listed), [
      'HEAD',
      'refs/heads/feature',
      'refs/heads/main',
      'refs/tags/light',
      'refs/tags/v1',
      'refs/tags/v1^{}',
    ]);
    const mirror = await fetched(t, door, 'clone', '--mirror');
    t.equal(await mirror.inside('show-ref', '--head', '--dereference'), shown(listed));
    const bare = await fetched(t, door, 'clone', '--bare');
    t.equal(await bare.inside('rev-parse', 'feature'), await line(origin, 'rev-parse', 'feature'));
  });

  await t.test('ls-remote and remote show answer', async (t) => {
    t.equal(await line(origin, 'ls-remote', '--symref', 'rack', 'HEAD'), `ref: refs/heads/main\tHEAD\n${tip}\tHEAD`);
    t.equal(await line(origin, 'ls-remote', '--heads', 'rack', 'main'), `${tip}\trefs/heads/main`);
    t.equal((await origin.git('ls-remote', '--exit-code', 'rack', 'nothing')).code, 2);
    t.match(await line(origin, 'remote', 'show', 'rack'), /HEAD branch: main.*main +pushes to main +\(up to date\)/s);
  });

  await t.test('a clone of one branch has no other', async (t) => {
    const { inside } = await fetched(t, door, 'clone', '--single-branch', '--branch', 'feature', '--no-tags');
    t.equal(await inside('branch', '-r', '--format=%(refname)'), 'refs/remotes/origin/feature');
    t.equal(await inside('tag', '--list'), '');
  });

  await t.test('a shallow clone is as deep as it was asked for, and deepened', async (t) => {
    const { inside } = await fetched(t, door, 'clone', '--depth', '1');
    t.equal(await inside('rev-list', '--count', 'HEAD'), '1');
    await inside('fetch', '-q', '--deepen', '1');
    t.equal(await inside('rev-list', '--count', 'HEAD'), '2');
    await inside('fetch', '-q', '--unshallow');
    t.equal(await inside('rev-list', '--count', 'HEAD'), `${COMMITS}`);
    t.equal(await inside('rev-parse', '--is-shallow-repository'), 'false');
    const since = await fetched(t, door, 'clone', '--shallow-since=2026-01-04T12:00:00Z');
    t.equal(await since.inside('rev-list', '--count', 'HEAD'), '1');
    const exclude = await fetched(t, door, 'clone', '--shallow-exclude=v1');
    t.equal(await exclude.inside('rev-list', '--count', 'HEAD'), '2');
  });

  await t.test('a partial clone gets files when they are asked for', async (t) => {
    const { inside } = await fetched(t, door, 'clone', '--filter=blob:none', '--no-checkout');
    t.match(await inside('rev-list', '--objects', '--missing=print', 'HEAD'), /^\?/m, 'no files yet');
    await inside('checkout', '-q', 'main');
    t.equal(await inside('hash-object', 'photo.jpg'), await line(origin, 'rev-parse', 'HEAD:photo.jpg'));
    const small = await fetched(t, door, 'clone', '--filter=blob:limit=1k', '--no-checkout');
    t.equal(missing(await small.inside('rev-list', '--objects', '--missing=print', 'HEAD')), 1, 'only the photo');
    const treeless = await fetched(t, door, 'clone', '--filter=tree:0', '--no-checkout');
    t.equal(await treeless.inside('show', 'HEAD:count'), `${COMMITS}`);
  });

  await t.test('one commit is fetched by its id', async (t) => {
    const empty = await fetched(t, door, 'init');
    await empty.inside('fetch', '-q', '--depth', '1', door.url('history'), tip);
    t.equal(await empty.inside('rev-parse', 'FETCH_HEAD'), tip);
    const unknown = await origin.git('fetch', 'rack', '0123456789012345678901234567890123456789');
    t.equal(unknown.code, 128);
    t.match(unknown.stderr, /not our ref/);
  });

  await t.test('a fetch brings what is new, and nothing when nothing is', async (t) => {
    const { clone, inside } = await fetched(t, door, 'clone');
    const commit = await origin.commit({ count: 'new' });
    t.equal((await origin.push()).code, 0);
    t.match(await inside('pull', '--ff-only'), /1 file changed/);
    t.equal(await readFile(join(clone, 'count'), 'utf8'), 'new');
    t.equal(await inside('rev-parse', 'HEAD'), commit);
    t.equal(await inside('fetch'), '');
    await origin.git('reset', '-q', '--hard', tip);
  });

  for (const version of ['0', '1', '2'])
    await t.test(`protocol version ${version} is spoken`, async (t) => {
      const talk = join(door.rack.folder, `talk-${version}`);
      const old = origin.with({ GIT_TRACE_PACKET: talk });
      const list = await old.git('-c', `protocol.version=${version}`, 'ls-remote', 'rack', 'refs/heads/main');
      t.match(list.stdout, /refs\/heads\/main/);
      const first = /< (.*)/.exec((await readFile(talk, 'utf8')).replace(/.*# service=.*|.*< 0000/g, ''))?.[1];
      t.match(first, { 0: /HEAD\\0.* symref=HEAD/, 1: /version 1/, 2: /version 2/ }[version] as RegExp);
      const { inside } = await fetched(t, door, '-c', `protocol.version=${version}`, 'clone', '--depth', '2');
      t.equal(await inside('rev-list', '--count', 'HEAD'), '2');
    });

  await t.test('an archive is refused, and a clone offered', async (t) => {
    const archive = await origin.git('archive', `--remote=${door.url('history')}`, 'HEAD');
    t.not(archive.code, 0);
    t.equal(archive.stdout, '');
    t.match(archive.stderr, door.name === 'ssh' ? /Clone the app/ : /not supported/);
  });
});

// Private

/** An app whose repository has something of everything that trees and refs can have. */
async function history(door: Door): Promise<Clone> {
  const origin = await cloneOf(door, 'history', {
    'photo.jpg': PHOTO,
    'bin/start': '#!/bin/sh\n',
    count: '1',
    '.gitattributes': 'count export-ignore\n',
  });
  await symlink('bin/start', join(origin.folder, 'start'));
  await writeFile(
    Buffer.concat([Buffer.from(`${origin.folder}/na`), Buffer.from([0xef]), Buffer.from('ve')]),
    'Latin-1',
  );
  await origin.git('update-index', '--chmod=+x', 'bin/start');
  await origin.git('add', '-A');
  for (let at = 1; at <= COMMITS; at++) {
    await writeFile(join(origin.folder, 'count'), `${at}`);
    const dated = origin.with({ GIT_COMMITTER_DATE: `2026-01-0${at}T00:00:00Z` });
    await dated.git('commit', '-qam', `${at}`, ...(at === 1 ? ['--amend'] : []));
    if (at === COMMITS - 2) await origin.git('tag', '-am', 'One', 'v1');
  }
  await origin.git('tag', 'light');
  await origin.git('branch', 'feature', 'HEAD~1');
  const push = await origin.push('rack', 'main', 'feature', 'v1', 'light');
  if (push.code !== 0) throw new Error(push.stderr);
  return origin;
}

/** A repository that one git command makes from the history, and git inside of it; its output without the line's end. */
async function fetched(t: Test, door: Door, ...command: string[]) {
  const origin = await cloneOf(door, 'none', {});
  const clone = join(origin.folder, 'fetched');
  const result = await origin.git(...command, ...(command.includes('init') ? [clone] : [door.url('history'), clone]));
  t.equal(result.code, 0, result.stderr);
  return { clone, inside: (...args: string[]) => line(origin, '-C', clone, ...args) };
}

async function line(clone: Clone, ...args: string[]): Promise<string> {
  const result = await clone.git(...args);
  if (result.code !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr}`);
  return result.stdout.trim();
}

const refNames = (listed: string) => listed.split('\n').map((each) => each.split('\t')[1]);
/** What ls-remote lists, as show-ref has it. */
const shown = (listed: string) => listed.replaceAll('\t', ' ');
const missing = (objects: string) => objects.split('\n').filter((each) => each.startsWith('?')).length;
