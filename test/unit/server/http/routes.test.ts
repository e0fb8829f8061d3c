import t from 'tap';
import { ROUTES } from '../../../../server/http/api/all.ts';
import { type Route, RouteTable } from '../../../../server/http/routes.ts';
import { parseTarget } from '../../../../server/http/target.ts';

const route = (method: Route['method'], path: string): Route => ({
  method,
  path,
  summary: '',
  on: 'rack',
  role: 'read',
  run: async () => undefined,
});

const table = new RouteTable([
  route('GET', '/apps'),
  route('POST', '/apps'),
  route('GET', '/apps/{app}/builds/{id}.tgz'),
  route('GET', '/apps/{app}/builds/{id}'),
  route('POST', '/apps/{app}/objects/{key...}'),
]);

const find = (method: string, url: string) => {
  const { route, path } = table.find(method, parseTarget(url).path);
  return [route.path, path];
};

t.test('requests find their routes', (t) => {
  t.strictSame(find('GET', '/apps?'), ['/apps', {}]);
  t.strictSame(find('HEAD', '/apps'), ['/apps', {}]);
  t.strictSame(find('GET', '/apps/a/builds/B1.tgz'), ['/apps/{app}/builds/{id}.tgz', { app: 'a', id: 'B1' }]);
  t.strictSame(find('GET', '/apps/a/builds/B1'), ['/apps/{app}/builds/{id}', { app: 'a', id: 'B1' }]);
  t.strictSame(find('POST', '/apps/a/objects/tmp/x%2Fy.tgz'), [
    '/apps/{app}/objects/{key...}',
    { app: 'a', key: 'tmp/x/y.tgz' },
  ]);
  t.strictSame(find('POST', '/apps/a/objects/'), ['/apps/{app}/objects/{key...}', { app: 'a', key: '' }]);
  t.strictSame(find('GET', '/apps/a%252Fb/builds/1'), ['/apps/{app}/builds/{id}', { app: 'a%2Fb', id: '1' }]);
  t.throws(() => find('GET', '//apps'), { code: 'nothing_there' });
  t.throws(() => find('GET', '/apps/'), { code: 'nothing_there' });
  t.throws(() => find('GET', '/apps/a/builds/B1/x'), { code: 'nothing_there' });
  t.throws(() => find('DELETE', '/apps'), { code: 'method_not_allowed', allowed: ['GET', 'POST'] });
  t.throws(() => find('GET', '/apps/%ff/builds/1'), { code: 'bad_url' });
  t.end();
});

t.test('a URL is taken as it was sent', (t) => {
  t.equal(parseTarget('/a//b/../c?x=1&y=%20?').path, '/a//b/../c');
  t.equal(parseTarget('/a?x=1&y=%20?').query.get('y'), ' ?');
  t.equal(parseTarget('/a#b?c=d').query.size, 0);
  for (const bad of ['http://rack/apps', '*', 'apps', '']) t.throws(() => parseTarget(bad), { code: 'bad_url' }, bad);
  t.end();
});

t.test('every route on an app names it in its path, and no two are the same', (t) => {
  for (const { on, path } of ROUTES) t.equal(on !== 'rack', path.includes('{app}'), path);
  const names = ROUTES.map(({ method, path }) => `${method} ${path}`);
  t.equal(new Set(names).size, names.length);
  t.end();
});
