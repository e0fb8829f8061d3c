import t from 'tap';
import { best } from '../../../../buildpacks/stacks/npm-versions.ts';

t.test('a wide range means the long-term support', async (t) => {
  t.equal(best(['20.1.0', '26.9.0', '26.10.0', '27.0.0'], '26'), '26.10.0');
  t.equal(best(['9.9.9', '10.0.0']), '10.0.0');
  t.equal(best([]), undefined);
});
