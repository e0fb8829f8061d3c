import t from 'tap';
import { parseToml, type TomlTable } from '../../../buildpacks/toml.ts';

/** Tables without their missing prototype, as they are compared. */
const read = (text: string) => JSON.parse(JSON.stringify(parseToml(text, 'a.toml'))) as TomlTable;

t.test('what a file says', (t) => {
  t.same(read('a = 1\n"b c".d = true # why\n'), { a: 1, 'b c': { d: true } });
  t.same(read('[x.y]\nz = "1"\n[x]\nw = 2\n'), { x: { y: { z: '1' }, w: 2 } });
  t.same(read('[[p]]\nn = 1\n[p.q]\nm = 2\n[[p]]\n'), { p: [{ n: 1, q: { m: 2 } }, {}] });
  t.same(read('a = [ "x", # one\n  \'y\\n\',\n]\n'), { a: ['x', 'y\\n'] });
  t.same(read('a = { b = [1, 2], c.d = "e" }'), { a: { b: [1, 2], c: { d: 'e' } } });
  t.same(read('a = """\none \\\n   two \\"""three"""\n'), { a: 'one two """three' });
  t.same(read("a = '''\nb\\c''d'''\r\n"), { a: "b\\c''d" });
  t.same(read('a = "\\u00e9\\t\\\\"'), { a: 'é\t\\' });
  t.same(read('a = 1_000\nb = -0.5e3\nc = 0xff\nd = 1979-05-27 07:32:00Z\n'), { a: 1000, b: -500, c: 255, d: '1979-05-27 07:32:00Z' }); // biome-ignore format: one glance
  t.equal(parseToml('constructor = 1', 'a.toml').constructor, 1, 'names of JavaScript are names');
  t.end();
});

t.test('what is no TOML is refused by its line', (t) => {
  const refused = (text: string, message: RegExp) => t.throws(() => parseToml(text, 'a.toml'), { code: 'bad_toml', message }, text); // biome-ignore format: one glance
  refused('a = 1\nb = \n', /a\.toml.*a value is missing in line 2/);
  refused('a = one\n', /"one" is no value in line 1/);
  refused('a = "x\n', /a text does not end/);
  refused('a = [1, 2\n', /"\]" is missing/);
  refused('a = { b = 1\n', /"}" is missing/);
  refused('a = 1 2\n', /something is behind the value/);
  refused('a = 1\na = 2\n', /a is there twice in line 2/);
  refused('a = 1\n[a.b]\n', /a is there already, and is no table/);
  refused('[a\n', /"\]" is missing/);
  refused('a\n', /"=" is missing/);
  refused('= 1\n', /a key is missing/);
  refused('a = "\\q"\n', /means nothing/);
  t.end();
});
