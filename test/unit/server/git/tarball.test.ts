import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { Tarball, type TarballLimits } from '../../../../server/git/tarball.ts';
import { EntryPaths } from '../../../../server/git/tarball-paths.ts';
import { type ArchiveEntry, archiveOf } from './archive.ts';

interface Reading {
  strip?: boolean;
  limits?: TarballLimits;
}

/** Lines such as `app.js = text`, `run* = text`, `link -> target`, `copy == app.js`. */
async function read(bytes: Buffer, { strip = false, limits }: Reading = {}) {
  // Small chunks, so that headers and contents are cut anywhere.
  const chunks = Array.from({ length: Math.ceil(bytes.length / 700) }, (_, at) =>
    bytes.subarray(at * 700, at * 700 + 700),
  );
  const signal = new AbortController().signal;
  const tarball = new Tarball(Readable.from(chunks), { strip, signal, ...(limits && { limits }) });
  const lines: string[] = [];
  for await (const entry of tarball.entries()) {
    if (entry.kind === 'symlink') lines.push(`${entry.path} -> ${entry.target}`);
    else if (entry.kind === 'copy') lines.push(`${entry.path} == ${entry.of}`);
    else lines.push(`${entry.path}${entry.isExecutable ? '*' : ''} = ${await textOf(entry.content)}`);
  }
  return { lines, gitFiles: tarball.gitFiles, soleFolder: tarball.soleFolder };
}

async function textOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of content) text += Buffer.from(chunk).toString();
  return text.length > 40 ? `${text.length} bytes` : text;
}

const refusedBy =
  (t: Test) =>
  async (entries: ArchiveEntry[], message: RegExp, reading: Reading = {}) =>
    t.rejects(read(await archiveOf(...entries), reading), { message }, String(message));

const LONG = `${'deep/'.repeat(60)}name.js`;

t.test('files, folders, links and long names, plain and gzipped', async (t) => {
  const archive = await archiveOf(
    { name: './', type: 'directory' },
    { name: './app.js', text: 'one' },
    { name: 'empty', text: '' },
    { name: 'bin/run', text: 'x'.repeat(5000), mode: 0o755 },
    { name: 'bin/go', type: 'symlink', linkname: '../bin/run' },
    { name: 'copy', type: 'link', linkname: './app.js' },
    { name: LONG, text: 'far' },
    { name: 'grüße 1.txt', text: 'ä' },
  );
  const lines = ['app.js = one', 'empty = ', 'bin/run* = 5000 bytes', 'bin/go -> ../bin/run', 'copy == app.js'];
  const all = { lines: [...lines, `${LONG} = far`, 'grüße 1.txt = ä'], gitFiles: 0, soleFolder: undefined };
  t.same(await read(archive), all);
  t.same(await read(gzipSync(archive)), all);
});

t.test('the one folder that all lies in is told of, and taken away where that was asked for', async (t) => {
  const archive = await archiveOf(
    { name: 'app-1.0/', type: 'directory' },
    { name: 'app-1.0/web.js', text: 'one' },
    { name: 'app-1.0/lib/again.js', type: 'link', linkname: 'app-1.0/web.js' },
  );
  t.match(await read(archive), { soleFolder: 'app-1.0', lines: ['app-1.0/web.js = one', /^app-1/] });
  t.match(await read(archive, { strip: true }), {
    soleFolder: undefined,
    lines: ['web.js = one', 'lib/again.js == web.js'],
  });
  const refused = refusedBy(t);
  await refused([{ name: 'a/x' }, { name: 'b/x' }], /a and b lie at the top/, { strip: true });
  await refused([{ name: 'web.js' }], /web\.js is a file at the top/, { strip: true });
});

t.test('a repository of git in it is left out', async (t) => {
  const archive = await archiveOf(
    { name: './.git/', type: 'directory' },
    { name: './.git/hooks/post-checkout', text: 'evil', mode: 0o755 },
    { name: 'sub/.GIT/config', text: '' },
    { name: 'sub/.git', text: 'gitdir: ..' },
    { name: '.gitignore', text: 'x' },
  );
  t.same(await read(archive), { lines: ['.gitignore = x'], gitFiles: 3, soleFolder: undefined });
});

t.test('what leads out of the archive, or has no place in a tree, is refused by name', async (t) => {
  const refused = refusedBy(t);
  await refused([{ name: '/etc/passwd' }], /\/etc\/passwd is an absolute path/);
  await refused([{ name: 'a/../../b' }], /a\/\.\.\/\.\.\/b leads out of the archive/);
  await refused([{ name: '../', type: 'directory' }], /leads out/);
  await refused(
    [{ name: 'a', type: 'symlink', linkname: '/etc' }],
    /a is a link to \/etc, which is not in the archive/,
  );
  await refused([{ name: 'a/b', type: 'symlink', linkname: '../../x' }], /a\/b is a link to \.\.\/\.\.\/x/);
  await refused([{ name: 'a', type: 'link', linkname: '/etc/shadow' }], /absolute/);
  await refused([{ name: 'a', type: 'link', linkname: 'later' }, { name: 'later' }], /a is a link to later/);
  await refused([{ name: 'tty', type: 'character-device' }], /tty is a character device/);
  await refused([{ name: 'disk', type: 'block-device' }], /disk is a block device/);
  await refused([{ name: 'pipe', type: 'fifo' }], /pipe is a fifo/);
  await refused(
    [
      { name: 'a', text: '1' },
      { name: './a', text: '2' },
    ],
    /a is in the archive twice/,
  );
  await refused(
    [
      { name: 'a', text: '1' },
      { name: 'a/b', text: '2' },
    ],
    /a is a file and a folder/,
  );
  await refused([{ name: 'a', type: 'symlink', linkname: 'b' }, { name: 'a/x' }], /a is a link and a folder/);
  await refused(
    [
      { name: 'a/b', text: '1' },
      { name: 'a', text: '2' },
    ],
    /a is a file and a folder/,
  );
  await refused([{ name: `${'x/'.repeat(3000)}y` }], /too long a name/);
  await refused([{ name: 'a\nb/..' }], /"a\\nb\/\.\." leads out/);
});

t.test('a file of a kind that tar programs keep to themselves is refused, not mangled', async (t) => {
  const archive = await archiveOf({ name: 'sparse', text: '123' });
  archive[156] = 'S'.charCodeAt(0);
  const sum = archive.subarray(0, 512).reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0);
  archive.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  await t.rejects(read(archive), { message: /sparse is of a kind that is unknown here/ });
});

t.test('what is no whole archive', async (t) => {
  const archive = await archiveOf({ name: 'a', text: 'x'.repeat(2000) }, { name: 'b', text: 'y' });
  const cut = { code: 'tarball_cut_off' };
  await t.rejects(read(Buffer.alloc(0)), { code: 'empty_tarball' });
  for (const length of [100, 512, 1000, 2560, 2561, 3072, 3584])
    await t.rejects(read(archive.subarray(0, length)), cut, `${length}`);
  const zipped = gzipSync(archive);
  await t.rejects(read(zipped.subarray(0, zipped.length - 20)), cut);
  await t.rejects(read(Buffer.from('PK\x03\x04 and so on')), { message: 'This is a zip file, not a tar archive.' });
  await t.rejects(read(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0])), { message: /zstd/ });
  await t.rejects(read(Buffer.alloc(2048, 'no archive')), { message: /not a tar archive, or a damaged one/ });
  await t.rejects(read(Buffer.concat([zipped.subarray(0, 20), Buffer.alloc(900, 7)])), {
    message: /gzip data is broken/,
  });
});

t.test('limits: bytes, also of a gzip bomb, and entries', async (t) => {
  const limits = { bytes: 1e6, entries: 3, silence: 60_000 };
  const bomb = gzipSync(await archiveOf({ name: 'a', text: 'x'.repeat(3e6) }));
  t.ok(bomb.length < 10_000);
  await t.rejects(read(bomb, { limits }), { code: 'tarball_too_large', message: /larger than 1000000 bytes/ });
  const many = await archiveOf(...['a', 'b', 'c', 'd'].map((name) => ({ name, text: '' })));
  await t.rejects(read(many, { limits }), { code: 'tarball_too_large', message: /more than 3 entries/ });
});

t.test('paths that name more folders than memory has room for are refused', async (t) => {
  const paths = new EntryPaths({ strip: false });
  const take = () => {
    for (let at = 0; at < 4000; at++) paths.take(`${at}/${'a/'.repeat(2000)}x`);
  };
  t.throws(take, { code: 'bad_tarball_entry', message: /is in one folder too many/ });
});

t.test('a sender who falls silent is given up', async (t) => {
  const source = new Readable({ read() {} });
  source.push((await archiveOf({ name: 'a', text: 'x'.repeat(2000) })).subarray(0, 600));
  const limits = { bytes: 1e6, entries: 3, silence: 20 };
  const tarball = new Tarball(source, { strip: false, signal: new AbortController().signal, limits });
  const reading = async () => {
    for await (const entry of tarball.entries()) if (entry.kind === 'file') await textOf(entry.content);
  };
  await t.rejects(reading(), { code: 'tarball_stalled' });
  t.ok(source.destroyed);
});

t.test('an aborted signal ends the reading with its reason', async (t) => {
  const controller = new AbortController();
  const source = new Readable({ read() {} });
  source.push((await archiveOf({ name: 'a', text: 'x'.repeat(2000) })).subarray(0, 600));
  const tarball = new Tarball(source, { strip: false, signal: controller.signal });
  const reading = async () => {
    for await (const entry of tarball.entries()) if (entry.kind === 'file') await textOf(entry.content);
  };
  const done = reading();
  controller.abort(new Error('gone'));
  await t.rejects(done, { message: 'gone' });
});
