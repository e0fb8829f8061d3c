import t from 'tap';
import { environmentOf, newSecrets } from '../../../../server/deploy/variables.ts';

t.test('what people have set wins over what the manifest says', async (t) => {
  const variables = { MODE: { value: 'fast', required: true }, LEVEL: { value: '', required: false } };
  t.same(environmentOf('shop', variables, { MODE: 'slow', OWN: '1' }), { MODE: 'slow', LEVEL: '', OWN: '1' });
});

t.test('a deploy without what the app needs is declined, with all names and the command that sets them', async (t) => {
  const variables = {
    TOKEN: { required: true, description: 'of the mail service' },
    URL: { required: true },
    KEY: { required: true, generator: 'secret' as const },
    MAYBE: { required: false },
  };
  t.throws(() => environmentOf('shop', variables, {}), {
    code: 'env_missing',
    message: '2 variables that shop needs are not set: TOKEN (of the mail service), URL.',
    hint: 'Set it, then deploy again: ssh rack env set shop TOKEN=… URL=…',
  });
  t.throws(() => environmentOf('shop', variables, { URL: '' }), {
    message: /^A variable that shop needs is not set: TOK/,
  });
});

t.test('a secret is made once, and never where people have set one', async (t) => {
  const variables = { KEY: { required: true, generator: 'secret' as const } };
  const { KEY } = newSecrets(variables, {});
  t.match(KEY, /^[0-9a-f]{64}$/);
  t.not(newSecrets(variables, {}).KEY, KEY);
  t.same(newSecrets(variables, { KEY: 'own' }), {});
});
