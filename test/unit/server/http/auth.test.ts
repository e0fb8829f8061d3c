import t from 'tap';
import { Auth, tokenIn } from '../../../../server/http/auth.ts';
import { FailedLogins } from '../../../../server/http/failed-logins.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

t.test('a token is found wherever clients put it', (t) => {
  const found: [string | undefined, string | undefined][] = [
    ['Bearer secret', 'secret'],
    ['bearer  secret ', 'secret'],
    [basic('anybody:secret'), 'secret'],
    [basic('secret:'), 'secret'],
    [basic('secret'), 'secret'],
    [basic('secret:x-oauth-basic'), 'secret'],
    [basic(':secret'), 'secret'],
    [basic('a:b:c'), 'b:c'],
    [basic(':'), undefined],
    ['Basic', undefined],
    ['Basic !!!', undefined],
    ['Bearer', undefined],
    ['Bearer two words', undefined],
    ['Digest username="x"', undefined],
    ['', undefined],
    [undefined, undefined],
  ];
  for (const [header, token] of found) t.equal(tokenIn(header), token, `${header}`);
  t.end();
});

t.test('failed logins', (t) => {
  let now = 0;
  const refused: string[] = [];
  const auth = new Auth(
    { byToken: () => undefined, refuse: ({ from }) => void refused.push(from) },
    new FailedLogins(() => now),
  );
  const codeOf = (from: string) => {
    try {
      auth.login('Bearer wrong', from);
    } catch (error) {
      return (error as { code: string }).code;
    }
    return 'in';
  };
  const fail = (times: number, from: string) => Array.from({ length: times }, () => codeOf(from)).at(-1);

  t.equal(fail(20, '192.0.2.1'), 'bad_token');
  t.equal(fail(1, '192.0.2.1'), 'too_many_logins');
  t.same(refused, ['192.0.2.1']);
  t.equal(fail(1, '192.0.2.2'), 'bad_token', 'others do not wait');
  t.throws(() => auth.login(undefined, '192.0.2.1'), { code: 'login_needed' }, 'who asks what is needed is told');
  now += 60_001;
  t.equal(fail(1, '192.0.2.1'), 'bad_token', 'a minute later');
  t.equal(fail(20, '2001:db8::1'), 'bad_token');
  t.equal(fail(1, '2001:db8::2'), 'too_many_logins', 'one network of IPv6 is one client');
  for (let n = 0; n < 20_000; n++) codeOf(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
  t.equal(fail(1, '2001:db8::2'), 'bad_token', 'the table has an end: the oldest are forgotten');
  t.end();
});
