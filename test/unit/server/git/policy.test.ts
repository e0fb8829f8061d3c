import t from 'tap';
import { parseHookRequest } from '../../../../server/git/hook.ts';
import { intentOf, storedWords } from '../../../../server/git/policy.ts';

const ZERO = '0'.repeat(40);
const ONE = '1'.repeat(40);
const TWO = '2'.repeat(40);
const update = (ref: string, old = ONE, fresh = TWO) => ({ old, new: fresh, ref });
const app = { name: 'hello', settings: {} };
const live = { name: 'hello', settings: { 'deploy-branch': 'live' } };

t.test('what the hook writes is read back', async (t) => {
  const lines = ['quarantine /x/tmp_objdir-incoming-a b', `ref ${ONE} ${TWO} refs/heads/main`, 'end'];
  t.same(parseHookRequest(lines), {
    quarantine: '/x/tmp_objdir-incoming-a b',
    refs: [update('refs/heads/main')],
  });
  t.same(parseHookRequest(['quarantine ', 'end']), { quarantine: undefined, refs: [] });
});

t.test('one ref of a push deploys: main before master, nothing else', async (t) => {
  const refs = ['refs/heads/master', 'refs/tags/main', 'refs/heads/main', 'refs/heads/main2'].map((ref) => update(ref));
  const { deploy, others } = intentOf(refs, app);
  t.equal(deploy?.ref, 'refs/heads/main');
  t.equal(others.length, 3);
  t.equal(intentOf([update('refs/heads/feature')], app).deploy, undefined);
  t.equal(intentOf([update('refs/heads/live')], live).deploy?.ref, 'refs/heads/live');
  t.equal(intentOf([update('refs/heads/main')], live).deploy, undefined);
});

t.test('what an app deploys from cannot be deleted, other branches can', async (t) => {
  t.throws(() => intentOf([update('refs/heads/main', ONE, ZERO)], app), {
    code: 'branch_deletion',
    hint: /destroy hello/,
  });
  t.match(storedWords(update('refs/heads/feature', ONE, ZERO), app), [/feature is deleted/]);
});

t.test('a stored branch is told how to deploy, by the name the app deploys from', async (t) => {
  const words = storedWords(update('refs/heads/feature'), live).join('\n');
  t.match(words, /git push rack feature:live/);
});
