import t from 'tap';
import { restJsonProtocol } from '../../../../../local/endpoint/protocols/rest-json.ts';
import { AwsError, type Service } from '../../../../../local/endpoint/service.ts';

const service: Service = {
  signingName: 'elasticfilesystem',
  protocol: 'rest-json',
  version: '2015-02-01',
  routes: {
    List: { request: 'GET /v1/things' },
    Remove: { request: 'DELETE /v1/things/{ThingId}/tags', status: 204, lists: ['TagKeys'] },
  },
  operations: {},
};
const read = (method: string, path: string, query = '', body = '') =>
  restJsonProtocol.read({ method, path, query, headers: {}, body: Buffer.from(body) }, service);

t.test('the operation is found by method and path, its members are in path, query and body', async (t) => {
  const { operation, input } = read('DELETE', '/v1/things/arn%3Aaws%3Ax%2F1/tags', 'tagKeys=a&tagKeys=b', '{"N":1}');
  t.equal(operation, 'Remove');
  t.strictSame(input(), { ThingId: 'arn:aws:x/1', TagKeys: ['a', 'b'], N: 1 });
  t.strictSame(read('DELETE', '/v1/things/x/tags', 'tagKeys=a').input(), { ThingId: 'x', TagKeys: ['a'] });
  t.strictSame(read('GET', '/v1/things', 'MaxItems=2').input(), { MaxItems: '2' });
});

t.test('what is on no route is named by method and path', async (t) => {
  for (const [method, path] of [
    ['GET', '/v1/things/'],
    ['PUT', '/v1/things'],
    ['DELETE', '/v1/things//tags'],
    ['GET', '/v1/things/%zz'],
  ] as const) {
    t.equal(read(method, path).operation, `${method} ${path}`);
  }
});

t.test('answers have the status of their route, errors a header with their code', async (t) => {
  t.match(restJsonProtocol.write(service, 'Remove', undefined, 'id'), { status: 204, body: '' });
  const at = new Date('2026-11-22T21:31:00.250Z');
  t.match(restJsonProtocol.write(service, 'List', { At: at }, 'id'), { status: 200, body: '{"At":1795383060.25}' });
  const error = new AwsError('ThingExists', 'It exists.', 409, { ThingId: 'x' });
  t.match(restJsonProtocol.writeError(service, error, 'id'), {
    errorType: 'ThingExists',
    body: '{"ErrorCode":"ThingExists","Message":"It exists.","ThingId":"x"}',
  });
});
