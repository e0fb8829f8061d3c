import t from 'tap';
import { ManifestFile } from '../../../../../server/model/manifest/manifest-file.ts';
import { parseYaml } from '../../../../../server/model/manifest/yaml.ts';
import { linesOf, plain } from './plain.ts';

const read = (text: string) => parseYaml(text, new ManifestFile('convox.yml'));

t.test('values and lines', async (t) => {
  const content = read('# first\na: 1\nb:\n  - x\n  - "2"\n3: {c: true, d: ~}\n');
  t.strictSame(plain(content), { a: 1, b: ['x', '2'], 3: { c: true, d: null } });
  t.strictSame(linesOf(content), { a: 2, b: 3, 3: 6 });
  t.strictSame(plain(read('')), null);
});

t.test('numbers stay as they are written', async (t) => {
  const content = read('- 1.10\n- 0x10\n- 1e3');
  t.strictSame(content.is === 'list' && content.items.map((item) => 'text' in item && item.text), [
    '1.10',
    '0x10',
    '1e3',
  ]);
});

t.test('anchors, and merge keys that own keys win over', async (t) => {
  const content = read('x: &x {a: 1, b: 2}\ny: *x\nz:\n  b: 3\n  <<: *x\nq:\n  "<<": [*x, {c: 4, a: 5}]\n');
  t.strictSame(plain(content), { x: { a: 1, b: 2 }, y: { a: 1, b: 2 }, z: { b: 3, a: 1 }, q: { a: 1, b: 2, c: 4 } });
});

const laughs = [
  'a: &a [x,x,x,x,x,x,x,x,x,x]',
  ...[...'bcdefgh'].map((each, at) => `${each}: &${each} [${`*${'abcdefg'[at]},`.repeat(10)}]`),
];

const BAD: readonly [text: string, says: string | RegExp][] = [
  ['a: 1\n\tb: 2', 'line 2: It is not YAML: Tabs are not allowed as indentation.'],
  ['a:\n  b: 1\n c: 2', 'line 3: It is not YAML: All mapping items must start at the same column.'],
  ['a: "x', /^convox.yml line 1: It is not YAML: Missing closing "quote/],
  ['a: 1\nb: 2\na: 3', 'line 3: a is there a second time.'],
  ['a: 1\n---\nb: 2', /^convox.yml line 2: It is not YAML: Source contains multiple documents/],
  ['a: 1\nb: *c', 'line 2: There is no &c before *c, or it is inside of it.'],
  ['a: &a [*a]', 'line 1: There is no &a before *a, or it is inside of it.'],
  ['? [a]\n: 1', /^convox.yml line 1: It is not YAML: With stringKeys/],
  [laughs.join('\n'), 'line 5: It has more than 20000 values.'],
  ['['.repeat(60_000), 'line 1: It is nested more than 40 deep.'],
  [`a:\n${'- '.repeat(30_000)}`, 'line 2: It is nested more than 40 deep.'],
  [
    Array.from({ length: 300 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
    'line 201: It is nested more than 40 deep.',
  ],
];

t.test('what is no YAML, or would be too much of it, names its line', async (t) => {
  for (const [text, says] of BAD) {
    const message = typeof says === 'string' ? `convox.yml ${says}` : says;
    t.throws(() => read(text), { code: 'bad_manifest', message }, text.slice(0, 30));
  }
});
