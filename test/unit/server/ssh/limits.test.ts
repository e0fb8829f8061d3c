import t from 'tap';
import { Lobby, type Waiting } from '../../../../server/ssh/limits.ts';
import { Penalties } from '../../../../server/ssh/penalties.ts';

t.test('a full address makes room by the connection that dawdles longest, once it does', async (t) => {
  const { enter, later, cut } = lobby({ ofOne: 2, inTotal: 9 });
  t.ok(enter('slow'));
  t.ok(enter('slow'));
  t.notOk(enter('slow'), 'both may still be in the midst of it');
  t.ok(enter('other'), 'another address is not concerned');
  later(6_000);
  t.ok(enter('slow'));
  t.same(cut, [0]);
  t.ok(enter('slow'));
  t.same(cut, [0, 1]);
});

t.test('when all is full, the address with the most connections makes room', async (t) => {
  const { enter, later, cut } = lobby({ ofOne: 3, inTotal: 4 });
  enter('one');
  for (let n = 0; n < 3; n++) enter('many');
  later(6_000);
  t.ok(enter('two'));
  t.same(cut, [1]);
});

t.test('refused logins make an address wait, for a while, and never longer than three seconds', async (t) => {
  let now = 0;
  const penalties = new Penalties(() => now);
  for (let n = 0; n < 10; n++) penalties.add('here');
  t.equal(penalties.wait('here'), 0);
  penalties.add('here');
  t.equal(penalties.wait('here'), 100);
  for (let n = 0; n < 1000; n++) penalties.add('here');
  t.equal(penalties.wait('here'), 3_000);
  t.equal(penalties.wait('there'), 0);
  now += 5 * 60_000;
  t.equal(penalties.wait('here'), 0);
});

t.test('penalties remember a bounded number of addresses, the latest ones', async (t) => {
  const penalties = new Penalties(() => 0);
  for (let n = 0; n < 20; n++) penalties.add('early');
  for (let n = 0; n < 10_000; n++) penalties.add(`10.0.${n >> 8}.${n & 255}`);
  t.equal(penalties.wait('early'), 0);
});

// Private

function lobby(limit: { ofOne: number; inTotal: number }) {
  let now = 0;
  let count = 0;
  const cut: number[] = [];
  const room = new Lobby(limit, () => now);
  return {
    cut,
    later: (milliseconds: number) => {
      now += milliseconds;
    },
    enter: (address: string) => {
      const number = count++;
      const who: Waiting = { since: now, cut: () => cut.push(number) };
      return room.enter(address, who);
    },
  };
}
