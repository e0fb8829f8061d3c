import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { Wait } from '../../../../server/git/wait.ts';

t.test('who waits is told the place, and that it goes on, until it ends', async (t) => {
  const told: string[] = [];
  const wait = new Wait((line) => told.push(line), 5);
  wait.say({ ahead: 2, holder: 'the push of bob' });
  await poll(async () => told.length >= 3 || undefined);
  t.match(told[1], /still waiting \(0s; Ctrl-C gives up\)/);
  wait.say({ ahead: 1, holder: undefined });
  wait.end();
  const places = told.filter((line) => line.startsWith('----->'));
  t.same(places, ['-----> Waiting for the push of bob (2 ahead)', '-----> Waiting for a change of this app (1 ahead)']);
});
