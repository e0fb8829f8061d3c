import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Clone } from '../clone.ts';
import { cloneOf, type Door, overBothDoors } from './doors.ts';

/** Far more than any buffer on the way. */
const LARGE = 25_000_000;

/** Branches whose names alone fill a request that git packs with gzip. */
const MANY = 200;

overBothDoors('large and many', async (t, door) => {
  const photos = await cloneOf(door, 'photos', { readme: '' });
  await photos.git('config', 'core.compression', '0');

  await t.test('25 MB go in and come back', async (t) => {
    const bytes = randomBytes(LARGE);
    await photos.commit({ 'large.bin': bytes });
    const push = await photos.push();
    t.equal(push.code, 0, push.stderr);
    const again = join(photos.folder, '..', 'photos-again');
    t.equal((await photos.git('clone', '-q', door.url('photos'), again)).code, 0);
    t.ok(bytes.equals(await readFile(join(again, 'large.bin'))));
  });

  await t.test('many refs are pushed, listed and fetched', async (t) => {
    const commands = Array.from({ length: MANY }, (_, at) => `create refs/heads/branch-${at} HEAD\n`).join('');
    await photos.withInput(commands, 'update-ref', '--stdin');
    const push = await photos.push('rack', 'refs/heads/*:refs/heads/*');
    t.equal(push.code, 0, push.stderr);
    t.equal((await photos.git('ls-remote', '--heads', 'rack')).stdout.trim().split('\n').length, MANY + 1);
  });

  if (door.name === 'http') await t.test('over HTTP', (t) => encodings(t, door, photos));
});

// Private

const CHUNKED = /=> Send header: Transfer-Encoding: chunked/i;

/** How git writes requests that are large. */
async function encodings(t: Test, { rack, url }: Door, photos: Clone): Promise<void> {
  const traced = async (...args: string[]) => {
    const trace = join(rack.folder, `trace-${Math.random()}`);
    const result = await photos.with({ GIT_TRACE_CURL: trace, GIT_TRACE_CURL_NO_DATA: '1' }).git(...args);
    t.equal(result.code, 0, result.stderr);
    return readFile(trace, 'utf8');
  };

  await t.test('a push that is larger than the post buffer comes in chunks', async (t) => {
    await photos.commit({ 'more.bin': randomBytes(2_000_000) });
    const trace = await traced('-c', 'http.postBuffer=65536', 'push', 'rack', 'main');
    t.match(trace, CHUNKED);
    t.equal(await photos.remoteRef(), await photos.head());
  });

  await t.test('a push that fits comes with its length', async (t) => {
    await photos.commit({ 'more.bin': 'small' });
    t.notMatch(await traced('push', 'rack', 'main'), CHUNKED);
  });

  await t.test('a long question before a fetch comes as gzip', async (t) => {
    for (let at = 0; at < 20; at++) await photos.git('commit', '-q', '--allow-empty', '-m', `${at}`);
    const other = await photos.git('clone', '-q', '--bare', url('photos'), join(rack.folder, 'behind'));
    t.equal(other.code, 0, other.stderr);
    await photos.git('push', '-q', 'rack', 'main');
    const trace = await traced('fetch', '--refetch', 'rack', '+refs/heads/*:refs/remotes/all/*');
    t.match(trace, /=> Send header: Content-Encoding: gzip/i);
  });
}
