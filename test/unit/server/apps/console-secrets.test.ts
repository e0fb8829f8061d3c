import t from 'tap';
import { ConsoleSecrets } from '../../../../server/apps/console-secrets.ts';
import { SECRET_GRACE, SECRET_LIFE } from '../../../../server/model/console-session.ts';
import { hashSecret, parseToken } from '../../../../server/model/token.ts';
import type { SessionSecrets } from '../../../../server/store/console-sessions.ts';

const ID = 'ABCDEFGHIJ';

function secrets() {
  let kept: SessionSecrets = { hash: hashSecret('first'), previous: undefined, at: new Date(0).toISOString() };
  const clock = { now: 0 };
  const store = {
    secretsOf: (id: string) => (id === ID ? kept : undefined),
    setSecrets: (_: string, next: SessionSecrets) => {
      kept = next;
    },
  };
  return { clock, secrets: new ConsoleSecrets(store, () => clock.now) };
}

/** The next secret, where one was made. */
const next = (checked: { fresh?: string } | undefined) => parseToken(checked?.fresh ?? '')?.secret as string;

t.test('a secret is good for an hour, and its successor from then on', async (t) => {
  const { clock, secrets: all } = secrets();
  t.same(all.check(ID, 'first'), {});
  t.equal(all.check(ID, 'other'), undefined);
  t.equal(all.check('JIHGFEDCBA', 'first'), undefined);
  clock.now += SECRET_LIFE;
  const second = next(all.check(ID, 'first'));
  t.same(all.check(ID, second), {});
  t.same(all.check(ID, 'first'), {}, 'requests that were under way');
  clock.now += SECRET_GRACE + 1;
  t.same(all.check(ID, second), {});
  t.equal(all.check(ID, 'first'), undefined, 'once its successor has come back');
});

t.test('a successor that got lost on its way is followed by another one', async (t) => {
  const { clock, secrets: all } = secrets();
  clock.now += SECRET_LIFE;
  const lost = next(all.check(ID, 'first'));
  clock.now += SECRET_GRACE;
  const second = next(all.check(ID, 'first'));
  t.ok(second && second !== lost);
  t.equal(all.check(ID, lost), undefined);
  t.same(all.check(ID, second), {});
});
