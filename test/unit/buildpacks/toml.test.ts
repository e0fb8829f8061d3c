import t from 'tap';
import { isTable, parseToml, tableAt, texts } from '../../../buildpacks/toml.ts';

t.test('what a file says, by the path of its keys', async (t) => {
  const file = parseToml(
    '\uFEFF[tool.poetry]\r\nname = "shop"\r\nextras = ["a", 1, "b"]\r\nat = 1979-05-27\r\n',
    'a.toml',
  );
  t.equal(tableAt(file, 'tool', 'poetry').name, 'shop');
  t.same(tableAt(file, 'tool', 'poetry', 'name', 'x'), {}, 'what is no table has nothing in it');
  t.same(tableAt(file, 'constructor'), {});
  t.same(texts(tableAt(file, 'tool', 'poetry').extras), ['a', 'b']);
  t.equal(isTable(tableAt(file, 'tool', 'poetry').at), false);
});

t.test('what is no TOML is refused by its line', async (t) => {
  const refused = (text: string, message: RegExp) =>
    t.throws(() => parseToml(text, 'a.toml'), { code: 'bad_toml', message, hint: /Mend a\.toml/ });
  refused('a = 1\nb = \n', /^a\.toml line 2: .*\.$/);
  refused('a = 1\na = 2\n', /^a\.toml line 2: /);
  refused('a = "x\n', /^a\.toml line 1: /);
});
