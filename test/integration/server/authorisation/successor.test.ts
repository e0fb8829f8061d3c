import t from 'tap';
import { TestRack } from '../rack.ts';
import { Population } from './population.ts';

t.test('an app that comes back under the name of a destroyed one is nobody’s old one', async (t) => {
  const population = await Population.of(await TestRack.start(t));
  const { rack } = population.rack;
  const who = (role: string, by: string) =>
    population.everybody.find(({ role: has, credential }) => has === role && credential === by)!.actor;
  const [admin, developer, limited] = [who('admin', 'key'), who('deploy', 'key'), who('deploy', 'limited token')];
  const signal = AbortSignal.timeout(20_000);
  const options = { signal, onWait: () => {} };

  const pages = rack.logs.pages('mine', { follow: true }, { actor: developer, signal })[Symbol.asyncIterator]();
  t.match(await pages.next(), { value: { lines: [] } });
  const end = pages.next();
  const both = await Promise.allSettled([
    rack.apps.destroy('mine', admin, options),
    rack.apps.create('mine', admin, signal),
    rack.apps.destroy('mine', developer, options),
  ]);
  t.match(
    both.map((each) => (each.status === 'fulfilled' ? 'done' : each.reason.code)),
    ['done', 'done', 'app_not_found'],
    'a destroy that waited does not take the next one',
  );
  t.match(await end, { done: true }, 'who followed the log of the old one does not see that of the new one');
  t.notOk(signal.aborted);
  for (const actor of [developer, limited]) {
    const now = rack.logins.current(actor)!;
    t.same(now.developer.apps, []);
    t.throws(() => rack.apps.find('mine', now), { code: 'app_not_found', hint: /You may touch and make no app/ });
  }
});
