import t from 'tap';
import { fuzz } from './fuzz.ts';

t.test('some hundred requests of openapi.yml, right and wrong, as everybody', async (t) => {
  const { statuses, faults } = await fuzz(t, { requests: 500, seed: 1 });
  t.same(faults, []);
  t.ok((statuses[200] ?? 0) > 50, 'many get through');
  t.ok((statuses[400] ?? 0) > 50, 'many do not');
});
