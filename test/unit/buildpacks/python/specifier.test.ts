import t from 'tap';
import { highest, parseSpecifier } from '../../../../buildpacks/python/specifier.ts';
import { pythonOnDebian } from '../../../../buildpacks/stacks/debian/python.ts';
import { pythonOfOfficial } from '../../../../buildpacks/stacks/official/python.ts';

const VERSIONS = ['3.9.2', '3.11.2', '3.11.10', '3.12.0', '3.13.5'];

/** What is asked for, and the highest of the versions above that fits; `none`, or `nonsense` that means nothing. */
const TABLE: readonly [wanted: string, gets: string][] = [
  ['3.11', '3.11.10'],
  ['3.11.2', '3.11.2'],
  ['3', '3.13.5'],
  ['*', '3.13.5'],
  ['3.11.*', '3.11.10'],
  ['==3.11.*', '3.11.10'],
  ['==3.12', '3.12.0'],
  ['>=3.9, <3.12', '3.11.10'],
  ['>=3.9 <3.12', '3.11.10'],
  ['>= 3.9, != 3.13.*', '3.12.0'],
  ['!=3.13.5', '3.12.0'],
  ['<=3.11', '3.9.2'],
  ['>3.12', '3.13.5'],
  ['~=3.11', '3.13.5'],
  ['~=3.11.2', '3.11.10'],
  ['^3.9', '3.13.5'],
  ['~3.11', '3.11.10'],
  ['~3.9 || ~3.12', '3.12.0'],
  ['3.10', 'none'],
  ['2.7', 'none'],
  ['', 'nonsense'],
  ['latest', 'nonsense'],
  ['>=3.*', 'nonsense'],
  ['3.11 || new', 'nonsense'],
];

t.test('requests for a version', (t) => {
  for (const [wanted, gets] of TABLE) {
    const fits = parseSpecifier(wanted);
    t.equal(fits ? (highest(VERSIONS, fits) ?? 'none') : 'nonsense', gets, wanted);
  }
  t.end();
});

t.test('the debian stack has one version of two lines', async (t) => {
  const resolve = (wanted: string) => pythonOnDebian.resolve({ wanted, from: 'runtime.txt' });
  t.equal(await resolve('3.11'), '3.11.2');
  t.equal(pythonOnDebian.suite('3.11.2'), 'bookworm');
  t.equal(await resolve('>=3.10'), '3.13.5');
  t.equal(pythonOnDebian.suite('3.13.5'), 'trixie');
  await t.rejects(resolve('3.11.4'), {
    code: 'no_such_version',
    message: /3\.11\.4.*runtime\.txt.*3\.11\.2 and 3\.13\.5/,
  });
  await t.rejects(resolve('3.11.4'), { code: 'no_such_version', hint: /Ask for 3\.11 / });
  await t.rejects(resolve('3.12'), { code: 'no_such_version', hint: /Ask for 3\.13 / });
});

t.test('the official stack takes exact versions as they are, else a line', async (t) => {
  const resolve = (wanted: string) => pythonOfOfficial.resolve({ wanted, from: 'runtime.txt' });
  t.equal(await resolve('3.11.4'), '3.11.4');
  t.equal(await resolve('==3.11.4'), '3.11.4');
  t.equal(await resolve('3.12'), '3.12');
  t.equal(await resolve('>=3.10.2,<3.13'), '3.12');
  await t.rejects(resolve('2.7'), { code: 'no_such_version', message: /3\.10, .* and 3\.14/ });
});
