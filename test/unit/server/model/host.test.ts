import t from 'tap';
import { checkDomains, checkHostLabels, hostLabel } from '../../../../server/model/host.ts';

const RACK = 'apps.example.com';

t.test('each process has a host name of its own, in one label', async (t) => {
  t.equal(hostLabel('shop', 'web'), 'shop');
  t.equal(hostLabel('shop', 'Mail_Admin'), 'mail-admin--shop');
  t.ok(hostLabel('a'.repeat(30), 'b'.repeat(30)).length <= 63);
});

t.test('processes whose host names would be the same, or none, are refused by name', async (t) => {
  t.doesNotThrow(() => checkHostLabels(['web', 'admin', 'api']));
  t.throws(() => checkHostLabels(['my_api', 'My-API']), { code: 'bad_host', message: /^my_api and My-API would have/ });
  t.throws(() => checkHostLabels(['xn']), { message: /begins with xn--/ });
});

t.test('hosts of an app’s own', async (t) => {
  const check = (domains: string[], isServing = true) => checkDomains('web', { domains }, isServing, RACK);
  t.doesNotThrow(() => check(['shop.test', 'example.com', 'www.shop.test', 'notapps.example.com']));
  const refused: [string, RegExp][] = [
    ['shop.apps.example.com', /is the rack's own to give: all below apps\.example\.com is/],
    ['apps.example.com', /is the rack's own to give/],
    ['*.example.com', /is the rack's own to give/],
    ['*.*.test', /is no host name/],
    ['a.*.test', /is no host name/],
    ['Shop.test', /is no host name/],
    ['shop', /is no host name/],
    ['shop.test:80', /is no host name/],
    ['-a.test', /is no host name/],
  ];
  for (const [domain, message] of refused) t.throws(() => check([domain]), { code: 'bad_host', message }, domain);
  t.doesNotThrow(() => check(['*.shop.test']));
  t.throws(() => check(Array.from({ length: 51 }, (_, index) => `h${index}.test`)), {
    message: /has 51 .*, and 50 are the most/,
  });
  t.throws(() => check(['a.test'], false), { message: 'web has no port, so that the host a.test leads nowhere.' });
});
