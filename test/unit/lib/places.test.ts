import t from 'tap';
import { Places } from '../../../lib/places.ts';

t.test('places are counted by owner and in all, and given back', async (t) => {
  const places = new Places({ ofOne: 2, inTotal: 3 });
  t.equal(places.enter('ada'), undefined);
  t.equal(places.enter('ada'), undefined);
  t.equal(places.enter('ada'), 'too many of one');
  t.equal(places.enter('bob'), undefined);
  t.equal(places.enter('eve'), 'full');
  places.leave('ada');
  t.equal(places.enter('eve'), undefined);
});
