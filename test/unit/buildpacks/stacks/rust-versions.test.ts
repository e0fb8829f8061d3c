import t from 'tap';
import { rustVersion } from '../../../../buildpacks/stacks/rust-versions.ts';

const resolve = (wanted: string) =>
  rustVersion({ wanted, from: 'rust-toolchain' }, ['1.63.0', '1.85.1', '1.96.0'], 'Debian');

t.test('a line of Rust is the one there is; the oldest that does, and stable, are the newest', async (t) => {
  t.equal(resolve('1.85'), '1.85.1');
  t.equal(resolve('1.85.1'), '1.85.1');
  t.equal(resolve('1.56 or newer'), '1.96.0');
  t.equal(resolve('stable'), '1.96.0');
});

t.test('what there is not is refused, and what there is told', async (t) => {
  for (const wanted of ['1.85.0', '1.8', 'nightly', '1.96.1 or newer'])
    t.throws(
      () => resolve(wanted),
      { code: 'no_such_version', message: /rust-toolchain asks for: Debian has 1\.63\.0, 1\.85\.1, 1\.96\.0/ },
      wanted,
    );
});
