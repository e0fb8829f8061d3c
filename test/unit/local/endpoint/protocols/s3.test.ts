import t from 'tap';
import { s3Protocol } from '../../../../../local/endpoint/protocols/s3.ts';
import { AwsError, type Service } from '../../../../../local/endpoint/service.ts';

const service = {} as Service;

function read(method: string, url: string, headers: Record<string, string> = {}, body = '') {
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const { operation, input } = s3Protocol.read({ method, path, query, headers, body: Buffer.from(body) }, service);
  return { operation, input };
}

const inputOf = (...request: Parameters<typeof read>) => read(...request).input();
const operationOf = (...request: Parameters<typeof read>) => read(...request).operation;

t.test('method, path and query tell the operation', async (t) => {
  const operations = {
    'GET /': 'ListBuckets',
    'PUT /b': 'CreateBucket',
    'PUT /b/': 'CreateBucket',
    'HEAD /b': 'HeadBucket',
    'DELETE /b': 'DeleteBucket',
    'GET /b?list-type=2': 'ListObjectsV2',
    'POST /b?delete': 'DeleteObjects',
    'PUT /b/k?x-id=PutObject': 'PutObject',
    'GET /b/k': 'GetObject',
    'HEAD /b/k/': 'HeadObject',
    'DELETE /b//': 'DeleteObject',
    'GET /b': 'GET bucket',
    'POST /b/k?uploads': 'CreateMultipartUpload',
    'PUT /b/k?partNumber=1&uploadId=x': 'UploadPart',
    'POST /b/k?restore': 'POST object ?restore',
    'PUT /b?versioning': 'PUT bucket ?versioning',
    'DELETE /b/k?tagging': 'DELETE object ?tagging',
  };
  for (const [request, operation] of Object.entries(operations)) {
    const [method = '', url = ''] = request.split(' ');
    t.equal(operationOf(method, url), operation, request);
  }
});

t.test('a key is what stands after the bucket, decoded once', async (t) => {
  const keyOf = (path: string) => inputOf('GET', `/b/${path}`).Key;
  t.equal(keyOf('a%2Bb+c%20d%25%2541'), 'a+b+c d%%41');
  t.equal(keyOf('%C3%A9/%F0%9F%98%80'), 'é/\u{1f600}');
  t.equal(keyOf('/x//../y/'), '/x//../y/');
  t.throws(() => read('GET', '/b/%E9'), { code: 'InvalidURI', status: 400 });
  t.throws(() => read('GET', '/b/100%'), { code: 'InvalidURI' });
});

t.test('what asks for more than is served is refused', async (t) => {
  const refused = { code: 'NotImplemented', status: 501 };
  t.throws(() => inputOf('GET', '/b/k?versionId=1'), { ...refused, members: { Parameter: 'versionId' } });
  t.throws(() => inputOf('GET', '/b/k?partNumber=1'), refused);
  t.throws(() => inputOf('GET', '/?prefix=a'), refused);
  for (const header of ['x-amz-copy-source', 'x-amz-acl', 'x-amz-tagging', 'x-amz-checksum-crc64nvme']) {
    t.throws(() => inputOf('PUT', '/b/k', { [header]: 'x' }), { ...refused, members: { Header: header } }, header);
  }
  t.doesNotThrow(() => inputOf('PUT', '/b/k', { 'x-amz-storage-class': 'STANDARD', 'x-amz-date': 'x' }));
});

t.test('a body in frames', async (t) => {
  const put = (body: string, length = '10', more = {}) =>
    inputOf(
      'PUT',
      '/b/k',
      { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': length, ...more },
      body,
    );
  const trailer = 'x-amz-checksum-crc32:AAAAAA==';
  const framed = `6\r\n0123\r\n\r\n4;some=thing\r\n6789\r\n0\r\n${trailer}\r\n\r\n`;
  t.match(put(framed), { Body: Buffer.from('0123\r\n6789'), ChecksumCRC32: 'AAAAAA==', ContentEncoding: undefined });
  t.equal(put(framed, '10', { 'content-encoding': 'aws-chunked, gzip' }).ContentEncoding, 'gzip');
  const bare = { 'content-encoding': '', 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' };
  t.equal(put(framed, '10', bare).Body.length, 10, 'without an encoding too');
  t.equal(put('0\r\n\r\n', '0').Body.length, 0);
  const broken = [
    [framed, '11'],
    ['6\r\n0123', '6'],
    ['a\r\n0123456789', '10'],
    ['4\r\n01234\r\n0\r\n\r\n', '4'],
    ['', '0'],
    ['-1\r\n', '0'],
  ];
  for (const [body = '', length] of broken) t.throws(() => put(body, length), { code: 'IncompleteBody' }, body);
  t.throws(() => put(framed, ''), { code: 'MissingContentLength', status: 411 });
});

t.test('the documents of requests', async (t) => {
  const remove = (xml: string) => inputOf('POST', '/b?delete', {}, xml).Delete;
  const two = '<Object><Key>a &amp;&lt;&#xD;&#33;</Key></Object><Object>\n<Key> b</Key></Object>';
  const Objects = [{ Key: 'a &<\r!' }, { Key: ' b' }];
  t.same(remove(`<Delete xmlns="x">${two}</Delete>`), { Objects, Quiet: false });
  t.same(remove(`<Delete><Quiet>true</Quiet>${two}</Delete>`), { Objects, Quiet: true });
  for (const xml of ['', '<Delete></Delete>', '<Delete><Object></Object></Delete>', '{}']) {
    t.throws(() => remove(xml), { code: 'MalformedXML' }, xml);
  }
  const version = '<Delete><Object><Key>a</Key><VersionId>1</VersionId></Object></Delete>';
  t.throws(() => remove(version), { code: 'NotImplemented', message: /VersionId/ });
  const place = (xml: string) => inputOf('PUT', '/b', {}, xml).CreateBucketConfiguration.LocationConstraint;
  t.equal(place(''), undefined);
  const configuration = '<LocationConstraint>eu-west-1</LocationConstraint>';
  t.equal(place(`<CreateBucketConfiguration>${configuration}</CreateBucketConfiguration>`), 'eu-west-1');
  t.throws(() => place('x'), { code: 'MalformedXML' });
});

t.test('answers', async (t) => {
  const write = (operation: string, output?: object) => s3Protocol.write(service, operation, output, 'id');
  const listing = { Prefix: '', Contents: [{ Key: 'a<' }, { Key: 'b' }], CommonPrefixes: [] };
  t.equal(
    write('ListObjectsV2', listing).body,
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Prefix/><Contents><Key>a&lt;</Key></Contents><Contents><Key>b</Key></Contents></ListBucketResult>',
  );
  t.match(
    write('ListBuckets', { Buckets: [{ Name: 'a' }] }).body,
    '<Buckets><Bucket><Name>a</Name></Bucket></Buckets>',
  );
  t.match(write('ListBuckets', { Buckets: [] }).body, '><Buckets/></ListAllMyBucketsResult>');
  t.match(write('DeleteObjects', {}).body, /<DeleteResult xmlns="[^"]+"\/>$/);
  t.match(write('DeleteObject'), { status: 204, body: '' });
  t.match(write('GetObject', { Body: Buffer.from('a'), ContentRange: 'bytes 0-0/2' }), { status: 206 });
  const head = write('HeadObject', {
    ContentLength: 7,
    ContentType: 'a/b',
    Metadata: { x: 'y' },
    LastModified: new Date(0),
  });
  t.match(head, { status: 200, body: '', contentType: 'a/b' });
  t.match(head.headers, {
    'content-length': '7',
    'x-amz-meta-x': 'y',
    'last-modified': 'Thu, 01 Jan 1970 00:00:00 GMT',
    'x-amz-request-id': 'id',
  });
  const error = s3Protocol.writeError(service, new AwsError('NoSuchKey', 'No <key>.', 404, { Key: 'k' }), 'id');
  t.match(error.body, '<Error><Code>NoSuchKey</Code><Message>No &lt;key&gt;.</Message><Key>k</Key>');
});
