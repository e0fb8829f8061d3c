import t from 'tap';
import { checkRows, planOf } from './table.ts';

const site = (json: object, more = {}) => ({
  'public_html/index.html': '',
  'static.json': JSON.stringify(json),
  ...more,
});

checkRows(t, [
  {
    it: 'an index.html at the top',
    files: { 'index.html': '' },
    is: 'static, told by index.html',
    runtimes: ['nginx stable, the stack’s own'],
    runs: [],
    processes: { web: 'serve' },
    notes: [],
  },
  { it: 'an index.html in public', files: { 'public/index.html': '' }, is: 'static, told by public/index.html' },
  {
    it: 'the top comes before folders',
    files: { 'public/index.html': '', 'index.html': '' },
    is: 'static, told by index.html',
  },
  {
    it: 'a static.json comes before any index.html',
    files: site({}, { 'index.html': '' }),
    is: 'static, told by static.json',
  },
  {
    it: 'a Staticfile names the folder',
    files: { Staticfile: 'root: web/', 'web/a.html': '' },
    is: 'static, told by Staticfile',
  },
  {
    it: 'an index.html somewhere else tells nothing',
    files: { 'a/index.html': '' },
    fails: ['no_language', /No lang/],
  },
  { it: 'a package.json is Node.js', files: { 'index.html': '', 'package.json': '{}', 'server.js': '' }, is: 'node, told by package.json' }, // biome-ignore format: a table
  {
    it: 'a static site that is chosen',
    files: { 'index.html': '', 'package.json': '{}' },
    choice: { languages: ['static'] },
    is: 'static, told by index.html',
  },
  {
    it: 'a folder that is not there',
    files: { 'static.json': '{"root":"dist"}' },
    fails: ['no_site', /no folder dist.*"root"/],
  },
  {
    it: 'a folder that a build will make',
    files: { 'static.json': '{"root":"dist"}', 'package.json': '{}' },
    choice: { languages: ['node', 'static'] },
    processes: { web: 'serve' },
  },
  { it: 'a folder outside', files: site({ root: '../x' }), fails: ['bad_static_json', /outside of the app/] },
  { it: 'a broken static.json', files: { 'static.json': '{' }, fails: ['bad_static_json', /no valid JSON/] },
  {
    it: 'a password that nobody would ask for',
    files: site({ basic_auth: true }),
    fails: ['bad_static_json', /basic_auth.*Dockerfile/],
  },
  { it: 'proxies', files: site({ proxies: { '/api/': { origin: 'x' } } }), fails: ['bad_static_json', /proxies/] },
  {
    it: 'a variable that nobody would fill in',
    files: site({ canonical_host: '${HOST}' }),
    fails: ['bad_static_json', /\$\{HOST\} at canonical_host/],
  },
  {
    it: 'a status that is no redirect',
    files: site({ redirects: { '/a': { url: '/', status: 200 } } }),
    fails: ['bad_static_json', /200 as the status at redirects \/a/],
  },
  {
    it: 'a header with a line of its own',
    files: site({ headers: { '/**': { 'X-A': 'a\nb' } } }),
    fails: ['bad_static_json', /headers \/\*\* X-A/],
  },
  { it: 'a pattern with quotes', files: site({ routes: { '/a";': 'b' } }), fails: ['bad_static_json', /at routes/] },
  { it: 'keys that nobody knows', files: site({ roots: 1 }), notes: [/roots is not known/] },
]);

t.test('static.json becomes the configuration of nginx', async (t) => {
  const rules = { routes: { '/a.b/*': 'x.html', '/**': 'index.html' }, headers: { '/**': { 'X-A': 'say "a"' } } };
  const conf = await confOf(site({ root: './public_html/', ...rules, redirects: { '/old': { url: '/new' } } }));
  t.match(conf, 'root "/app/public_html";');
  t.match(conf, '"~^/a\\.b/[^/]*$" "/x.html";');
  t.match(conf, '"~^/.*$" "/index.html";');
  t.match(conf, '"~^/.*$" "say \\"a\\"";');
  t.match(conf, /location ~ "\^\/old\$" \{\n +return 301 "\/new";/);
});

t.test('a Staticfile may ask for an app of one page', async (t) => {
  const page = /default \$page;/;
  t.match(await confOf({ Staticfile: 'root: web\npushstate: enabled\n', 'web/index.html': '' }), page);
  t.match(await confOf({ Staticfile: 'index_fallback: true', 'index.html': '' }), page);
  t.notMatch(await confOf({ Staticfile: 'index_fallback: false', 'index.html': '' }), page);
});

t.test('the last rule for headers is the one that nginx meets first', async (t) => {
  const conf = await confOf(site({ headers: { '/**': { 'X-A': '1' }, '/b/*': { 'X-A': '2' } } }));
  t.match(conf, /"~\^\/b\/\[\^\/\]\*\$" "2";\n +"~\^\/\.\*\$" "1";/);
});

async function confOf(files: Record<string, string>): Promise<string> {
  return (await planOf(files)).files?.['nginx.conf'] ?? '';
}
