import t from 'tap';
import { checkFits, checkSize, formationOf } from '../../../../server/model/formation.ts';

t.test('what nobody has sized runs in one copy of the usual size', async (t) => {
  t.same(formationOf({ web: {}, worker: { count: 0, memory: 64 } }), {
    web: { count: 1, cpu: 0, memory: 512 },
    worker: { count: 0, cpu: 0, memory: 64 },
  });
});

t.test('sizes that nothing can run in are refused with the number', async (t) => {
  const refused: [object, RegExp][] = [
    [{ count: -1 }, /web shall run in -1 copies/],
    [{ count: 1.5 }, /1.5 copies/],
    [{ memory: 4 }, /4 MiB of memory, .* from 6/],
    [{ cpu: -1 }, /-1 of 1024 shares/],
    [{ deployment: { minimum: 150, maximum: 200 } }, /at least 150%/],
    [{ deployment: { minimum: 100, maximum: 100 } }, /web can never be replaced/],
  ];
  for (const [spec, message] of refused) t.throws(() => checkSize('web', spec), { code: 'bad_size', message });
  t.doesNotThrow(() => checkSize('web', { count: 0, memory: 128, cpu: 256, deployment: { minimum: 0, maximum: 100 } }));
});

t.test('what is larger than the largest machine is refused with both numbers', async (t) => {
  const largest = { cpu: 2048, memory: 8000 };
  t.doesNotThrow(() => checkFits(formationOf({ web: { memory: 8000, cpu: 2048 } }), largest));
  t.throws(() => checkFits(formationOf({ web: {}, big: { memory: 9000 } }), largest), {
    code: 'too_large_for_rack',
    message: 'A copy of big shall have 9000 MiB of memory, and the largest machine of this rack has 8000 MiB.',
  });
  t.throws(() => checkFits(formationOf({ web: { cpu: 4096 } }), largest), { message: /4096 shares .* has 2048/ });
});
