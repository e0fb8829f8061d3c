import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import { BuiltApp } from './built-app.ts';

const IMMUTABLE = 'public, max-age=31536000, immutable';

t.test('a site is served as its static.json says', async (t) => {
  const app = await BuiltApp.start(t, 'static', {
    'static.json': JSON.stringify({
      root: 'site',
      https_only: true,
      routes: { '/app/**': 'index.html' },
      redirects: { '/old/*': { url: '/docs/', status: 302 } },
      headers: { '/**': { 'X-A': 'say "a"', 'X-B': 'b' }, '/docs/**': { 'X-A': 'c', 'Cache-Control': 'max-age=5' } },
    }),
    '.env': 'SECRET=1',
    'site/.env': 'SECRET=1',
    'site/.git/config': 'SECRET=1',
    'site/.well-known/security.txt': 'well known',
    'site/index.html': 'home',
    'site/about.html': 'about',
    'site/404.html': 'not found',
    'site/docs/index.html': 'docs',
    'site/docs/bootstrap-datepicker.js': 'datepicker',
    'site/app.3f2a9c1d.js': 'a'.repeat(2000),
    'site/assets/index-BwQzzVcA.css': 'b {}',
  });

  t.test('files, folders and pages without their ending', async (t) => {
    t.match(await app.get('/'), { status: 200, text: 'home', headers: { 'content-type': 'text/html; charset=utf-8' } });
    t.match(await app.get('/about'), { status: 200, text: 'about' });
    t.match(await app.get('/docs'), { status: 301, headers: { location: '/docs/' } });
    t.match(await app.get('/docs/'), { status: 200, text: 'docs' });
  });

  t.test('routes, redirects and what is not there', async (t) => {
    t.match(await app.get('/app/any/where?x'), { status: 200, text: 'home' });
    t.match(await app.get('/old/page'), { status: 302, headers: { location: '/docs/' } });
    t.match(await app.get('/nowhere'), { status: 404, text: 'not found' });
    t.match(await app.get('/assets/'), { status: 404, text: 'not found' }, 'nobody lists a folder');
  });

  t.test('who comes without TLS is sent to where there is some', async (t) => {
    const answer = await app.get('/about?a', { 'x-forwarded-proto': 'http', host: 'a.example' });
    t.match(answer, { status: 301, headers: { location: 'https://a.example/about?a' } });
    t.match(await app.get('/about', { 'x-forwarded-proto': 'https' }), { status: 200 });
  });

  t.test('what begins with a dot, or lies outside, is for nobody', async (t) => {
    for (const path of ['/.env', '/.git/config', '/%2egit/config', '/docs/../.env', '/docs/..%2f.env', '/../.env']) {
      const { status, text } = await app.get(path);
      t.ok(status === 404 || status === 400, `${path}: ${status}`);
      t.notMatch(text, /SECRET/);
    }
    t.match(await app.get('/.well-known/security.txt'), { status: 200, text: 'well known' });
  });

  t.test('names with a hash are kept for ever, all else is asked for', async (t) => {
    const cached = async (path: string) => (await app.get(path)).headers['cache-control'];
    t.equal(await cached('/app.3f2a9c1d.js'), IMMUTABLE);
    t.equal(await cached('/assets/index-BwQzzVcA.css'), IMMUTABLE);
    t.equal(await cached('/'), 'no-cache');
    t.equal(await cached('/app/x.3f2a9c1d.js'), 'no-cache', 'a page in place of a file');
    t.equal(await cached('/docs/bootstrap-datepicker.js'), 'max-age=5');
    const { headers } = await app.get('/');
    t.match(await app.get('/', { 'if-none-match': String(headers.etag) }), { status: 304 });
  });

  t.test('the last rule that fits gives the headers', async (t) => {
    t.match((await app.get('/')).headers, { 'x-a': 'say "a"', 'x-b': 'b' });
    const { headers } = await app.get('/docs/');
    t.equal(headers['x-a'], 'c');
    t.equal(headers['x-b'], undefined);
  });

  t.test('text is packed for those who take it', async (t) => {
    const { headers } = await app.get('/app.3f2a9c1d.js', { 'accept-encoding': 'gzip' });
    t.match(headers, { 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
  });

  t.test('requests are written down with the client that the balancer saw, probes are not', async (t) => {
    await app.get('/about?probe', { 'user-agent': 'ELB-HealthChecker/2.0' });
    await app.get('/about?visit', { 'x-forwarded-for': '1.1.1.1, 192.0.2.7' });
    const logs = await poll(async () => {
      const text = await app.logs();
      return text.includes('visit') ? text : undefined;
    });
    t.match(logs, /^192\.0\.2\.7 .*"GET \/about\?visit HTTP\/1\.1" 200/m);
    t.notMatch(logs, /probe/);
    t.notMatch(logs, /\[(warn|alert|emerg)\]/);
  });

  t.test('it runs as nobody in particular and ends when it is told to', async (t) => {
    const { stdout } = await run(['docker', 'exec', app.container, 'id', '-u']);
    t.equal(stdout.trim(), '1000');
    await run(['docker', 'stop', '-t', '20', app.container]);
    const state = await run(['docker', 'inspect', '-f', '{{.State.ExitCode}}', app.container]);
    t.not(state.stdout.trim(), '137', 'it was not killed');
  });
});

t.test('an app of one page answers all its paths, but not for files that are gone', async (t) => {
  const page = { 'web/index.html': 'app', 'web/assets/a.js': 'a', Procfile: 'web: serve' };
  const app = await BuiltApp.start(t, 'spa', { ...page, Staticfile: 'root: web\npushstate: enabled\n' });
  t.match(await app.get('/users/7'), { status: 200, text: 'app', headers: { 'cache-control': 'no-cache' } });
  t.match(await app.get('/assets/a.js'), { status: 200, text: 'a' });
  t.match(await app.get('/assets/gone.js'), { status: 404 });
  t.match(await app.get('/.env'), { status: 404 });
});

t.test('a 404.html says that it is no app of one page; what tells the rack how it runs is for nobody', async (t) => {
  const page = { 'index.html': 'app', '404.html': 'not found', Procfile: 'web: serve' };
  const app = await BuiltApp.start(t, 'pages', { ...page, Staticfile: 'pushstate: enabled' });
  t.match(await app.get('/users/7'), { status: 404, text: 'not found' });
  t.match(await app.get('/Procfile'), { status: 404 });
});
