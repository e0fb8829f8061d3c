import { createHash } from 'node:crypto';
import { join } from 'node:path';
import t from 'tap';
import type { Input } from '../../../../local/endpoint/service.ts';
import { createS3 } from '../../../../local/s3/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';
import { newPlace } from '../place.ts';

const config = newPlace();
const database = openDatabase(join(config.home, 'local.db'));
t.teardown(() => database.close());
const { operations } = createS3({ config, database });
const call = async (operation: string, input: Input = {}): Promise<Input> =>
  (await operations[operation]?.({ Bucket: 'bucket', ...input })) ?? {};
const put = (Key: string, Body = '', more: Input = {}) => call('PutObject', { Key, Body, ...more });
const here = { CreateBucketConfiguration: { LocationConstraint: config.region } };

t.before(() => call('CreateBucket', here));

t.test('a bucket is made once, where the endpoint is, by a name that AWS takes', async (t) => {
  await t.rejects(call('CreateBucket', here), { code: 'BucketAlreadyOwnedByYou', status: 409 });
  await t.rejects(call('CreateBucket', { Bucket: 'other' }), { code: 'IllegalLocationConstraintException' });
  for (const Bucket of ['Big', 'ab', 'a..b', '10.0.0.1', 'xn--a', 'a-s3alias', '-ab', `a${'b'.repeat(63)}`]) {
    await t.rejects(call('CreateBucket', { Bucket, ...here }), { code: 'InvalidBucketName' }, Bucket);
  }
  t.same(await call('HeadBucket'), { BucketRegion: config.region });
  for (const operation of ['HeadBucket', 'ListObjectsV2', 'GetObject', 'PutObject', 'DeleteObject', 'DeleteBucket']) {
    await t.rejects(call(operation, { Bucket: 'none', Key: 'k' }), { code: 'NoSuchBucket', status: 404 }, operation);
  }
});

t.test('a bucket with objects is not deleted', async (t) => {
  await call('CreateBucket', { Bucket: 'full', ...here });
  await put('k', '', { Bucket: 'full' });
  await t.rejects(call('DeleteBucket', { Bucket: 'full' }), { code: 'BucketNotEmpty', status: 409 });
  await call('DeleteObject', { Bucket: 'full', Key: 'k' });
  await call('DeleteObject', { Bucket: 'full', Key: 'k' });
  await call('DeleteBucket', { Bucket: 'full' });
  await t.rejects(call('HeadBucket', { Bucket: 'full' }), { code: 'NoSuchBucket' });
});

t.test('an object comes back with what was put with it', async (t) => {
  const etag = `"${createHash('md5').update('text').digest('hex')}"`;
  const more = { ContentType: 'text/plain', CacheControl: 'no-store', Metadata: { who: 'me' } };
  t.same(await put('k', 'text', more), { ETag: etag });
  const head = { ETag: etag, ContentLength: 4, AcceptRanges: 'bytes', ...more };
  t.match(await call('HeadObject', { Key: 'k' }), head);
  t.match(await call('GetObject', { Key: 'k' }), { ...head, Body: Buffer.from('text') });
  await put('k');
  t.match(await call('GetObject', { Key: 'k' }), { ContentType: 'binary/octet-stream', Body: Buffer.alloc(0) });
  await t.rejects(call('GetObject', { Key: 'K' }), { code: 'NoSuchKey', status: 404, members: { Key: 'K' } });
  await t.rejects(put('é'.repeat(513)), { code: 'KeyTooLongError', members: { Size: '1026', MaxSizeAllowed: '1024' } });
  await t.rejects(put('m', '', { Metadata: { a: 'x'.repeat(2048) } }), { code: 'MetadataTooLarge' });
});

t.test('ranges are of either end; more than one, or none, is the whole', async (t) => {
  await put('range', '0123456789');
  const read = async (Range: string) => {
    const { Body, ContentRange, ContentLength } = await call('GetObject', { Key: 'range', Range });
    t.equal(ContentLength, Body.length);
    return [Body.toString(), ContentRange];
  };
  t.same(await read('bytes=2-4'), ['234', 'bytes 2-4/10']);
  t.same(await read('bytes=8-99'), ['89', 'bytes 8-9/10']);
  t.same(await read('bytes=7-'), ['789', 'bytes 7-9/10']);
  t.same(await read('bytes=-3'), ['789', 'bytes 7-9/10']);
  t.same(await read('bytes=-99'), ['0123456789', 'bytes 0-9/10']);
  for (const whole of ['bytes=0-1,3-4', 'bytes=5-2', 'bytes=-', 'lines=1-2']) {
    t.same(await read(whole), ['0123456789', undefined], whole);
  }
  for (const Range of ['bytes=10-', 'bytes=-0']) {
    await t.rejects(call('HeadObject', { Key: 'range', Range }), { code: 'InvalidRange', status: 416 }, Range);
  }
});

t.test('conditions of reads and writes', async (t) => {
  const { ETag } = await put('if', 'one');
  const read = (condition: Input) => call('HeadObject', { Key: 'if', ...condition });
  const [past, future] = [-60_000, 60_000].map((ms) => new Date(Date.now() + ms).toUTCString());
  await read({ IfMatch: ETag, IfUnmodifiedSince: past });
  await read({ IfNoneMatch: '"other"', IfModifiedSince: future });
  await t.rejects(read({ IfMatch: '"other"' }), { code: 'PreconditionFailed', status: 412 });
  await t.rejects(read({ IfUnmodifiedSince: past }), { code: 'PreconditionFailed' });
  await t.rejects(read({ IfNoneMatch: ETag }), { code: 'NotModified', status: 304 });
  await t.rejects(read({ IfModifiedSince: future }), { code: 'NotModified', status: 304 });
  await t.rejects(put('if', 'two', { IfNoneMatch: '*' }), { code: 'PreconditionFailed' });
  await t.rejects(put('if', 'two', { IfMatch: '"other"' }), { code: 'PreconditionFailed' });
  await t.rejects(put('absent', '', { IfMatch: ETag }), { code: 'NoSuchKey' });
  await t.rejects(put('if', '', { IfNoneMatch: ETag }), { code: 'NotImplemented', status: 501 });
  await put('if', 'two', { IfMatch: ETag });
  await put('fresh', '', { IfNoneMatch: '*' });
});

t.test('checksums are checked, kept, and told to those who ask', async (t) => {
  // The check values of the catalogue of CRCs, for `123456789`.
  const sums = { ChecksumCRC32: 'y/Q5Jg==', ChecksumCRC32C: '4waSgw==' };
  t.match(await put('sum', '123456789', sums), sums);
  t.match(await call('GetObject', { Key: 'sum', ChecksumMode: 'ENABLED' }), sums);
  t.notOk((await call('GetObject', { Key: 'sum' })).ChecksumCRC32);
  t.notOk((await call('GetObject', { Key: 'sum', ChecksumMode: 'ENABLED', Range: 'bytes=0-1' })).ChecksumCRC32);
  const wrong = (more: Input) => put('sum', 'other', more);
  const message = 'The CRC32 you specified did not match the calculated checksum.';
  await t.rejects(wrong({ ChecksumCRC32: 'y/Q5Jg==' }), { code: 'BadDigest', message });
  await t.rejects(wrong({ ChecksumSHA256: 'x' }), { code: 'BadDigest' });
  await t.rejects(wrong({ ContentMD5: 'x' }), { code: 'InvalidDigest' });
  const ContentMD5 = createHash('md5').update('one').digest('base64');
  await t.rejects(wrong({ ContentMD5 }), { code: 'BadDigest' });
  t.equal((await call('GetObject', { Key: 'sum' })).Body.toString(), '123456789', 'what was refused changed nothing');
});

t.test('DeleteObjects takes 1 to 1,000 keys, there or not', async (t) => {
  await put('gone');
  const many = (keys: string[], more: Input = {}) =>
    call('DeleteObjects', { Delete: { Objects: keys.map((Key) => ({ Key })), ...more } });
  t.same(await many(['gone', 'never']), { Deleted: [{ Key: 'gone' }, { Key: 'never' }] });
  t.same(await many(['gone'], { Quiet: true }), {});
  await t.rejects(many([]), { code: 'MalformedXML' });
  await t.rejects(many(Array.from({ length: 1001 }, (_, index) => `${index}`)), { code: 'MalformedXML' });
});

t.test('listings', async (t) => {
  const Bucket = 'lists';
  await call('CreateBucket', { Bucket, ...here });
  const list = (more: Input = {}) => call('ListObjectsV2', { Bucket, ...more });
  t.match(await list(), { KeyCount: 0, IsTruncated: false, Contents: [], CommonPrefixes: [], Prefix: '' });
  for (const key of ['a/1', 'a/2', 'a/3', 'b', 'c/1', 'd e&+']) await put(key, '', { Bucket });
  /** All pages, each as the names in it. */
  const pages = async (more: Input): Promise<string[][]> => {
    const answer = await list(more);
    const folders = answer.CommonPrefixes.map(({ Prefix }: Input) => Prefix);
    const names = [...answer.Contents.map(({ Key }: Input) => Key), ...folders];
    t.equal(answer.KeyCount, names.length);
    const ContinuationToken = answer.NextContinuationToken;
    return [names, ...(answer.IsTruncated ? await pages({ ...more, ContinuationToken }) : [])];
  };
  t.same(await pages({ MaxKeys: '4' }), [
    ['a/1', 'a/2', 'a/3', 'b'],
    ['c/1', 'd e&+'],
  ]);
  t.same(await pages({ Delimiter: '/' }), [['b', 'd e&+', 'a/', 'c/']]);
  t.same(await pages({ Delimiter: '/', MaxKeys: '1' }), [['a/'], ['b'], ['c/'], ['d e&+']], 'each folder once');
  t.same(await pages({ Delimiter: '/', Prefix: 'a/', MaxKeys: '3' }), [['a/1', 'a/2', 'a/3']]);
  t.same(await pages({ Delimiter: '/', StartAfter: 'a/2' }), [['b', 'd e&+', 'a/', 'c/']]);
  t.same(await pages({ StartAfter: 'b', EncodingType: 'url' }), [['c/1', 'd%20e%26%2B']]);
  t.match(await list({ MaxKeys: '0' }), { KeyCount: 0, IsTruncated: false });
  t.match(await list({ MaxKeys: '5000' }), { MaxKeys: 1000 });
  t.match((await list({ FetchOwner: true })).Contents[0], { Owner: { ID: 'rack' }, StorageClass: 'STANDARD' });
  for (const wrong of [
    { MaxKeys: 'x' },
    { MaxKeys: '-1' },
    { ContinuationToken: '' },
    { ContinuationToken: '!' },
    { EncodingType: 'x' },
  ]) {
    await t.rejects(list(wrong), { code: 'InvalidArgument' }, JSON.stringify(wrong));
  }
});
