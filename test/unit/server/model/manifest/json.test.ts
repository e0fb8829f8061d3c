import t from 'tap';
import { parseJson } from '../../../../../server/model/manifest/json.ts';
import { ManifestFile } from '../../../../../server/model/manifest/manifest-file.ts';
import { parseYaml } from '../../../../../server/model/manifest/yaml.ts';
import { linesOf, plain } from './plain.ts';

const read = (text: string) => parseJson(text, new ManifestFile('app.json'));

t.test('JSON as it is written', async (t) => {
  const texts = [
    '{"a": [1, -2.5e3, true, false, null, "x"], "b": {}, "c": []}',
    '"\\u00e9\\ud83d\\ude00\\/\\n"',
    ' [ ] ',
  ];
  for (const text of texts) t.strictSame(plain(read(text)), JSON.parse(text), text);
});

t.test('comments, last commas, tabs, a byte order mark', async (t) => {
  const text = '\uFEFF{\r\n\t"a": "http://x", // a comment "b"\r\n\t/* { \n */ "c": [1, 2,],\n}\n// end';
  t.strictSame(plain(read(text)), { a: 'http://x', c: [1, 2] });
  t.strictSame(linesOf(read(text)), { a: 2, c: 4 });
});

const BAD: readonly [text: string, says: string][] = [
  ['', 'line 1: The file ends where a value should be.'],
  ['{\n"a": 1', 'line 2: The file ends where a comma or } should be.'],
  ['{\n"a": 1\n"b": 2}', 'line 3: There is "b" where a comma or } should be.'],
  ['{\n"a": }', 'line 2: There is } where a value should be.'],
  ['{\n"a" 1}', 'line 2: There is 1 where : should be.'],
  ['{\na: 1}', 'line 2: There is a where a key in double quotes should be.'],
  ["{\n'a': 1}", "line 2: There is 'a' where a key in double quotes should be."],
  ['{"a": yes}', 'line 1: There is yes where a value should be.'],
  ['{"a": 01}', 'line 1: There is 01 where a value should be.'],
  ['{"a": 1,\n"a": 2}', 'line 2: a is there a second time.'],
  ['[,]', 'line 1: There is , where a value should be.'],
  ['[1 2]', 'line 1: There is 2 where a comma or ] should be.'],
  ['{} {}', 'line 1: There is { where the end should be.'],
  ['"a\nb"', 'line 1: There is " where a text in double quotes should be.'],
  ['"\\x"', 'line 1: There is "\\x" where a text in double quotes should be.'],
  ['/* {}', 'line 1: There is / where a value should be.'],
  [`${'['.repeat(60_000)}`, 'line 1: It is nested more than 40 deep.'],
];

t.test('what is no JSON names its line', async (t) => {
  for (const [text, says] of BAD)
    t.throws(() => read(text), { code: 'bad_manifest', message: `app.json ${says}` }, says);
  t.throws(() => read(' '.repeat(70_000)), { message: 'app.json has 70000 characters; the most are 65536.' });
});

t.test('a key may be the name of something in JavaScript', async (t) => {
  const content = read('{"__proto__": 1, "constructor": 2}');
  t.ok(content.is === 'map' && content.entries.get('__proto__') && content.entries.get('constructor'));
  t.ok(parseYaml('__proto__: 1', new ManifestFile('x')).is === 'map');
});
