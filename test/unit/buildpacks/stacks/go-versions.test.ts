import t from 'tap';
import { goVersion, goVersionUnasked } from '../../../../buildpacks/stacks/go-versions.ts';

const there = ['1.12.17', '1.20', '1.20.14', '1.22.9', '1.22.10', '1.22.2', '1.26rc1', '1.25.1'];
const from = 'go in go.mod';
const resolve = (wanted: string) => goVersion({ wanted, from }, there);

t.test('a line of Go is its newest release, by number and not by letter', async (t) => {
  t.equal(resolve('1.22'), '1.22.10');
  t.equal(resolve('1.20'), '1.20.14');
  t.equal(resolve('1'), '1.25.1');
  t.equal(resolve('latest'), '1.25.1');
});

t.test('an exact version is just that one', async (t) => {
  t.equal(resolve('1.22.2'), '1.22.2');
  t.equal(resolve('1.26rc1'), '1.26rc1');
});

t.test('what there is not is refused, and what there is told', async (t) => {
  for (const wanted of ['1.22.3', '1.23', '1.12', 'go', '>=1.20', '1.2'])
    t.throws(() => resolve(wanted), { code: 'no_such_version', hint: /1\.13 to 1\.25\.1/ }, wanted);
});

t.test('without an answer an exact version is taken at its word', async (t) => {
  t.equal(goVersionUnasked({ wanted: '1.22.5', from }, undefined), '1.22.5');
  t.throws(() => goVersionUnasked({ wanted: '1.22', from }, undefined), { code: 'go_versions_unknown' });
});
