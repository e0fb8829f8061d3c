import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import * as s3 from '@aws-sdk/client-s3';
import t from 'tap';
import { createS3 } from '../../../../local/s3/service.ts';
import { serve } from '../endpoint/serve.ts';

/** Keys that something on the way could take for something else. */
const KEYS = [
  ...[
    'plain',
    'Plain',
    'a+b',
    'a b',
    '100%',
    '%41',
    'q?x=1&y#z',
    "it's (*)!",
    'é/\u{1f600}',
    'a//b',
    '/first',
    'last/',
  ],
  ...[
    '<&>"',
    'c\\d',
    'e:f;g=h@i,j$k',
    '~_-.',
    'a/../b',
    'tab\there',
    'x'.repeat(1024),
    'a folder/ö+%20&<x>=(1)~\'".txt',
  ],
];

const { client, close } = await serve({ rack: 'test-s3b', home: t.testdir() }, [createS3]);
const sdk = new s3.S3Client(client);
const Bucket = 'clients';
t.teardown(async () => {
  sdk.destroy();
  await close();
});

const run = promisify(execFile);
const env = {
  ...process.env,
  AWS_ENDPOINT_URL: client.endpoint,
  AWS_DEFAULT_REGION: client.region,
  AWS_ACCESS_KEY_ID: client.credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: client.credentials.secretAccessKey,
  AWS_DEFAULT_OUTPUT: 'json',
  AWS_MAX_ATTEMPTS: '1',
  AWS_PAGER: '',
};
const aws = async (...args: string[]) => (await run('aws', args, { env })).stdout;
/** What the CLI says when it fails. */
const failureOf = (...args: string[]) => aws(...args).then(String, ({ stderr }) => stderr);

t.before(() => sdk.send(new s3.CreateBucketCommand({ Bucket })));

async function read(Key: string, more: object = {}): Promise<Buffer> {
  const { Body } = await sdk.send(new s3.GetObjectCommand({ Bucket, Key, ...more }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

async function list(more: object = {}): Promise<string[]> {
  const keys: string[] = [];
  for await (const { Contents = [] } of s3.paginateListObjectsV2({ client: sdk }, { Bucket, ...more })) {
    keys.push(...Contents.map(({ Key }) => Key as string));
  }
  return keys;
}

t.test('the SDK puts text, bytes and streams, and gets them back', async (t) => {
  const bytes = randomBytes(300_000);
  const pieces = [bytes.subarray(0, 1), bytes.subarray(1, 70_000), bytes.subarray(70_000)];
  const bodies: Record<string, { Body: s3.PutObjectCommandInput['Body']; is: Buffer; ContentLength?: number }> = {
    text: { Body: 'text é', is: Buffer.from('text é') },
    bytes: { Body: bytes, is: bytes },
    empty: { Body: '', is: Buffer.alloc(0) },
    stream: { Body: Readable.from(pieces), is: bytes, ContentLength: bytes.length },
    nothing: { Body: Readable.from([]), is: Buffer.alloc(0), ContentLength: 0 },
  };
  for (const [Key, { Body, is, ContentLength }] of Object.entries(bodies)) {
    const Metadata = { name: Key };
    const put = { Bucket, Key, Body, ContentLength, Metadata, ContentType: 'a/b', CacheControl: 'no-cache' };
    const { ETag } = await sdk.send(new s3.PutObjectCommand(put));
    const head = await sdk.send(new s3.HeadObjectCommand({ Bucket, Key }));
    const wanted = { ETag, ContentLength: is.length, ContentType: 'a/b', CacheControl: 'no-cache', Metadata };
    t.match(head, wanted, Key);
    t.ok(head.LastModified);
    t.ok((await read(Key)).equals(is), `${Key}: ${is.length} bytes`);
  }
  for (const ChecksumAlgorithm of ['CRC32C', 'SHA1', 'SHA256'] as const) {
    await sdk.send(new s3.PutObjectCommand({ Bucket, Key: 'sum', Body: bytes, ChecksumAlgorithm }));
    t.ok((await read('sum', { ChecksumMode: 'ENABLED' })).equals(bytes), ChecksumAlgorithm);
  }
  const crc64 = new s3.PutObjectCommand({ Bucket, Key: 'sum', Body: 'x', ChecksumCRC64NVME: 'AAAAAAAAAAA=' });
  await t.rejects(sdk.send(crc64), { name: 'NotImplemented' });
});

t.test('ranges, conditions and errors', async (t) => {
  const { ETag } = await sdk.send(new s3.PutObjectCommand({ Bucket, Key: 'part', Body: '0123456789' }));
  const part = await sdk.send(new s3.GetObjectCommand({ Bucket, Key: 'part', Range: 'bytes=2-4', IfMatch: ETag }));
  t.match(part, { ContentRange: 'bytes 2-4/10', ContentLength: 3, $metadata: { httpStatusCode: 206 } });
  t.equal(await part.Body?.transformToString(), '234');
  const get = (more: object) => sdk.send(new s3.GetObjectCommand({ Bucket, Key: 'part', ...more }));
  await t.rejects(get({ Range: 'bytes=10-' }), { name: 'InvalidRange', $metadata: { httpStatusCode: 416 } });
  const unchanged = await get({ IfNoneMatch: ETag }).catch(({ $metadata }) => $metadata.httpStatusCode);
  t.equal(unchanged, 304);
  await t.rejects(get({ IfMatch: '"x"' }), { name: 'PreconditionFailed' });
  await t.rejects(get({ Key: 'none' }), { name: 'NoSuchKey', message: 'The specified key does not exist.' });
  await t.rejects(get({ Bucket: 'none' }), { name: 'NoSuchBucket' });
  await t.rejects(sdk.send(new s3.HeadObjectCommand({ Bucket, Key: 'none' })), { name: 'NotFound' });
  await t.rejects(sdk.send(new s3.HeadBucketCommand({ Bucket: 'none' })), { name: 'NotFound' });
  await t.rejects(sdk.send(new s3.DeleteBucketCommand({ Bucket })), { name: 'BucketNotEmpty' });
  await t.rejects(sdk.send(new s3.CreateBucketCommand({ Bucket })), { name: 'BucketAlreadyOwnedByYou' });
  const copy = new s3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/part` });
  await t.rejects(sdk.send(copy), { name: 'NotImplemented', message: /x-amz-copy-source/ });
  await t.rejects(sdk.send(new s3.GetBucketVersioningCommand({ Bucket })), { name: 'NotImplemented' });
  const large = new s3.PutObjectCommand({ Bucket, Key: 'large', Body: Buffer.alloc(12 * 1024 * 1024 + 1) });
  await t.rejects(sdk.send(large), { name: 'EntityTooLarge' });
});

t.test('any key is put, told, listed, read and deleted', async (t) => {
  const before = await list();
  await sdk.send(
    new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects: before.map((Key) => ({ Key })), Quiet: true } }),
  );
  t.same(await list(), []);
  for (const Key of KEYS) await sdk.send(new s3.PutObjectCommand({ Bucket, Key, Body: `of ${Key}` }));
  for (const Key of KEYS) t.equal((await read(Key)).toString(), `of ${Key}`, Key.slice(0, 20));
  const ordered = KEYS.map((key) => Buffer.from(key))
    .sort(Buffer.compare)
    .map(String);
  t.same(await list(), ordered);
  t.same(
    await list({ EncodingType: 'url', MaxKeys: 2 }),
    ordered.map((key) => encodeURIComponent(key).replaceAll('%2F', '/')),
  );
  const listed = JSON.parse(await aws('s3api', 'list-objects-v2', '--bucket', Bucket, '--page-size', '3'));
  t.same(
    listed.Contents.map(({ Key }: { Key: string }) => Key),
    ordered,
    'as the CLI decodes them',
  );
  for (const key of KEYS.slice(2, 9)) {
    const head = JSON.parse(await aws('s3api', 'head-object', '--bucket', Bucket, '--key', key));
    t.equal(head.ContentLength, Buffer.byteLength(`of ${key}`), key.slice(0, 20));
  }
  const Objects = KEYS.map((Key) => ({ Key }));
  const { Deleted } = await sdk.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  t.same(Deleted, Objects);
  t.same(await list(), []);
});

t.test('aws s3 and aws s3api', async (t) => {
  const folder = t.testdir({ 'a.txt': 'first', deep: { 'b c+d.txt': 'second' }, empty: '' });
  t.match(await aws('s3', 'mb', 's3://by-cli'), /make_bucket: by-cli/);
  t.match(await aws('s3', 'ls'), /by-cli\n/);
  t.equal(await aws('s3', 'ls', 's3://by-cli'), '');
  await aws('s3', 'cp', folder, 's3://by-cli/up', '--recursive');
  await aws(
    's3',
    'cp',
    join(folder, 'a.txt'),
    's3://by-cli/top.txt',
    '--metadata',
    'who=me',
    '--cache-control',
    'no-store',
  );
  t.match(await aws('s3', 'ls', 's3://by-cli'), /PRE up\/\n.* 5 top\.txt\n/);
  t.match(
    await aws('s3', 'ls', 's3://by-cli/up/', '--recursive'),
    /5 up\/a\.txt\n.*6 up\/deep\/b c\+d\.txt\n.*0 up\/empty\n/,
  );
  const back = join(folder, 'back');
  mkdirSync(back);
  await aws('s3', 'cp', 's3://by-cli/up', back, '--recursive');
  t.equal(readFileSync(join(back, 'deep/b c+d.txt'), 'utf8'), 'second');
  t.equal(readFileSync(join(back, 'empty'), 'utf8'), '');
  t.equal(await aws('s3', 'sync', back, 's3://by-cli/up'), '', 'nothing differs');

  const name = ['--bucket', 'by-cli', '--key', 'top.txt'];
  const head = JSON.parse(await aws('s3api', 'head-object', ...name));
  t.match(head, { ContentLength: 5, ContentType: 'text/plain', CacheControl: 'no-store', Metadata: { who: 'me' } });
  await aws('s3api', 'get-object', ...name, '--range', 'bytes=-2', join(back, 'end'));
  t.equal(readFileSync(join(back, 'end'), 'utf8'), 'st');
  const listing = await aws('s3api', 'list-objects-v2', '--bucket', 'by-cli', '--delimiter', '/', '--page-size', '1');
  t.match(JSON.parse(listing), { Contents: [{ Key: 'top.txt', Size: 5 }], CommonPrefixes: [{ Prefix: 'up/' }] });
  const keys = join(folder, 'delete.json');
  writeFileSync(keys, JSON.stringify({ Objects: [{ Key: 'top.txt' }, { Key: 'never' }] }));
  const deleted = await aws('s3api', 'delete-objects', '--bucket', 'by-cli', '--delete', `file://${keys}`);
  t.match(JSON.parse(deleted), { Deleted: [{ Key: 'top.txt' }, { Key: 'never' }] });

  // Downloads of this size come in ranges, and uploads of it go in parts.
  const bytes = randomBytes(9 * 1024 * 1024);
  await sdk.send(new s3.PutObjectCommand({ Bucket: 'by-cli', Key: 'big', Body: bytes }));
  await aws('s3', 'cp', 's3://by-cli/big', join(back, 'big'));
  t.ok(readFileSync(join(back, 'big')).equals(bytes));
  await aws('s3', 'cp', join(back, 'big'), 's3://by-cli/parts', '--content-type', 'image/png');
  const whole = await sdk.send(new s3.GetObjectCommand({ Bucket: 'by-cli', Key: 'parts' }));
  t.match(whole, { ContentType: 'image/png', ETag: /^"[0-9a-f]{32}-2"$/ });
  t.ok(bytes.equals((await whole.Body?.transformToByteArray()) ?? Buffer.alloc(0)));

  t.match(await failureOf('s3', 'rb', 's3://by-cli'), /BucketNotEmpty/);
  await aws('s3', 'rm', 's3://by-cli/up/a.txt');
  t.notMatch(await aws('s3', 'ls', 's3://by-cli/up/'), /a\.txt/);
  await aws('s3', 'rb', 's3://by-cli', '--force');
  t.notMatch(await aws('s3', 'ls'), /by-cli/);
});

t.test('an upload is nothing before it is completed, and what does not fit is refused', async (t) => {
  const of = { Bucket, Key: 'in-parts' };
  const { UploadId } = await sdk.send(new s3.CreateMultipartUploadCommand(of));
  const part = (PartNumber: number, Body: string | Buffer) =>
    sdk
      .send(new s3.UploadPartCommand({ ...of, UploadId, PartNumber, Body }))
      .then(({ ETag }) => ({ PartNumber, ETag }));
  const parts = [await part(1, Buffer.alloc(5 * 1024 * 1024, 'a')), await part(2, 'b'), await part(3, 'c')];
  t.match(await sdk.send(new s3.ListPartsCommand({ ...of, UploadId })), {
    Parts: [{ PartNumber: 1 }, { Size: 1 }, {}],
  });
  await t.rejects(sdk.send(new s3.GetObjectCommand(of)), { name: 'NoSuchKey' });
  const complete = (Parts: object[]) =>
    sdk.send(new s3.CompleteMultipartUploadCommand({ ...of, UploadId, MultipartUpload: { Parts } }));
  await t.rejects(complete([parts[1] as object, parts[0] as object]), { name: 'InvalidPartOrder' });
  await t.rejects(complete([{ PartNumber: 1, ETag: 'other' }]), { name: 'InvalidPart' });
  await t.rejects(complete(parts), { name: 'EntityTooSmall' });
  await complete(parts.slice(0, 2));
  t.equal((await sdk.send(new s3.HeadObjectCommand(of))).ContentLength, 5 * 1024 * 1024 + 1);
  await t.rejects(complete(parts), { name: 'NoSuchUpload' });
  const other = await sdk.send(new s3.CreateMultipartUploadCommand(of));
  await sdk.send(new s3.AbortMultipartUploadCommand({ ...of, UploadId: other.UploadId }));
  await t.rejects(sdk.send(new s3.ListPartsCommand({ ...of, UploadId: other.UploadId })), { name: 'NoSuchUpload' });
  await sdk.send(new s3.DeleteObjectCommand(of));
});

t.test('bodies in signed chunks are refused with a sentence', async (t) => {
  const command = new s3.PutObjectCommand({ Bucket, Key: 'signed', Body: 'x' });
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers['x-amz-content-sha256'] = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
  await t.rejects(sdk.send(command), { name: 'NotImplemented', message: /signed chunks .* not served here/ });
});
