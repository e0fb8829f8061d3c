import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import t from 'tap';
import { run } from '../../../../lib/run.ts';
import { createS3 } from '../../../../local/s3/service.ts';
import { serve } from '../endpoint/serve.ts';

const ANY_EXIT = Array.from({ length: 256 }, (_, code) => code);
/** A key with all that goes wrong in paths, signatures and listings. */
const AWKWARD = 'a folder/ö+%20&<x>=(1)~\'".txt';

t.test('S3 as stock clients use it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rack-s3-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const endpoint = await serve({ rack: 't-s3', home: folder }, [createS3]);
  t.teardown(() => endpoint.close());
  const s3 = new S3Client(endpoint.client);
  t.teardown(() => s3.destroy());
  const { endpoint: url, region, credentials } = endpoint.client;
  const keys = { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey };
  const env = { ...keys, AWS_ENDPOINT_URL: url, AWS_DEFAULT_REGION: region };
  const aws = (...args: string[]) => run(['aws', ...args], { env, ok: ANY_EXIT });

  await t.test('the aws command line', async (t) => {
    const [file, back] = [join(folder, 'file'), join(folder, 'back')];
    writeFileSync(file, 'x'.repeat(100_000));
    t.equal((await aws('s3', 'mb', 's3://first')).code, 0);
    for (const key of ['one.txt', AWKWARD]) {
      const put = await aws('s3', 'cp', file, `s3://first/${key}`);
      t.equal(put.code, 0, put.stderr);
    }
    t.match((await aws('s3', 'ls')).stdout, / first\n/);
    t.match((await aws('s3', 'ls', 's3://first/')).stdout, /PRE a folder\/\n.* 100000 one\.txt\n/);
    t.match((await aws('s3', 'ls', '--recursive', 's3://first/')).stdout, AWKWARD);
    t.equal((await aws('s3', 'cp', `s3://first/${AWKWARD}`, back)).code, 0);
    t.equal(readFileSync(back, 'utf8'), readFileSync(file, 'utf8'));
    t.match((await aws('s3', 'rb', 's3://first')).stderr, /BucketNotEmpty/);
    t.equal((await aws('s3', 'rm', '--recursive', 's3://first/')).code, 0);
    t.equal((await aws('s3', 'rb', 's3://first')).code, 0);
    t.match((await aws('s3', 'ls', 's3://first/')).stderr, /NoSuchBucket/);
  });

  await t.test('the SDK', async (t) => {
    const Bucket = 'second';
    await s3.send(new CreateBucketCommand({ Bucket }));
    const bodies = { text: 'text', buffer: Buffer.from([0, 1, 255]), stream: Readable.from(['a', 'b']), empty: '' };
    for (const [Key, Body] of Object.entries(bodies))
      await s3.send(new PutObjectCommand({ Bucket, Key, Body, ...(Key === 'stream' && { ContentLength: 2 }) }));
    const get = async (Key: string, Range?: string) =>
      (await s3.send(new GetObjectCommand({ Bucket, Key, ...(Range && { Range }) }))).Body?.transformToByteArray();
    t.equal(Buffer.from((await get('text'))!).toString(), 'text');
    t.same(Buffer.from((await get('buffer'))!), bodies.buffer);
    t.equal(Buffer.from((await get('stream'))!).toString(), 'ab');
    t.equal((await get('empty'))!.length, 0);
    t.equal(Buffer.from((await get('text', 'bytes=1-2'))!).toString(), 'ex');
    t.match(await s3.send(new HeadObjectCommand({ Bucket, Key: 'text' })), {
      ContentLength: 4,
      ETag: '"1cb251ec0d568de6a929b520c4aed8d1"',
    });
    await t.rejects(get('none'), { name: 'NoSuchKey' });
    await t.rejects(s3.send(new HeadObjectCommand({ Bucket, Key: 'none' })), { name: 'NotFound' });
    await t.rejects(s3.send(new DeleteBucketCommand({ Bucket })), { name: 'BucketNotEmpty' });
    await t.rejects(s3.send(new CreateBucketCommand({ Bucket: 'Bad' })), { name: 'InvalidBucketName' });
    await t.rejects(s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'x' })), { name: 'NotImplemented' });
    const Objects = Object.keys(bodies).map((Key) => ({ Key }));
    t.equal((await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))).Deleted?.length, 4);
    await s3.send(new DeleteBucketCommand({ Bucket }));
  });
});
