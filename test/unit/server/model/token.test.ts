import t from 'tap';
import { hashSecret, isSecret, mintToken, parseExpiry, parseToken, tokenText } from '../../../../server/model/token.ts';

const NOW = new Date('2026-11-26T12:00:00.000Z');

t.test('a token is read as it was made, and nothing else is', async (t) => {
  const token = mintToken();
  const text = tokenText(token);
  t.match(text, /^rack_[A-Za-z0-9]{10}_[A-Za-z0-9]{36}$/);
  t.same(parseToken(text), token);
  t.not(tokenText(mintToken()), text);
  for (const other of [
    '',
    'rack',
    text.slice(0, -1),
    `${text}x`,
    `${text}\n`,
    ` ${text}`,
    text.replace('rack', 'RACK'),
  ])
    t.equal(parseToken(other), undefined, JSON.stringify(other));
});

t.test('only the secret that was hashed is the secret', async (t) => {
  const { secret } = mintToken();
  const hash = hashSecret(secret);
  t.equal(isSecret(secret, hash), true);
  t.equal(isSecret(`${secret.slice(0, -1)}!`, hash), false);
  t.equal(isSecret(secret, undefined), false);
  t.equal(isSecret('', undefined), false);
});

t.test('a token expires after a while, at a date, or never', async (t) => {
  t.equal(parseExpiry('90d', NOW), '2027-02-24T12:00:00.000Z');
  t.equal(parseExpiry('12h', NOW), '2026-11-27T00:00:00.000Z');
  t.equal(parseExpiry('2w', NOW), '2026-12-10T12:00:00.000Z');
  t.equal(parseExpiry('1y', NOW), '2027-11-26T12:00:00.000Z');
  t.equal(parseExpiry('2027-01-31', NOW), '2027-01-31T00:00:00.000Z');
  t.equal(parseExpiry('2027-01-31T08:30Z', NOW), '2027-01-31T08:30:00.000Z');
  t.equal(parseExpiry('never', NOW), undefined);
  for (const bad of ['', '90', '90m', '-1d', '0d', '2026-11-26', '2027-13-01', '2027-01-31T08:30', 'soon', '99999999y'])
    t.throws(() => parseExpiry(bad, NOW), { code: 'bad_expiry', hint: /90d/ }, bad);
  t.throws(() => parseExpiry('99999y', NOW), { code: 'bad_expiry' });
});
