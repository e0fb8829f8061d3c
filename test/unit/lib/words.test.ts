import t from 'tap';
import { words } from '../../../lib/words.ts';

t.test('a line is split as a shell does', (t) => {
  const cases: [line: string, expected: string[]][] = [
    ['', []],
    ['   ', []],
    ['logs myapp -n 10', ['logs', 'myapp', '-n', '10']],
    ['  env   set  A=b  ', ['env', 'set', 'A=b']],
    [`env set NAME='two words'`, ['env', 'set', 'NAME=two words']],
    [`env set NAME="say \\"hi\\" for \\$5"`, ['env', 'set', 'NAME=say "hi" for $5']],
    [`a\\ b 'c\\d' "e\\f"`, ['a b', 'c\\d', 'e\\f']],
    [`"" ''`, ['', '']],
    ["run sh -c 'echo $HOME; ls'", ['run', 'sh', '-c', 'echo $HOME; ls']],
    ["'two\nlines'", ['two\nlines']],
  ];
  for (const [line, expected] of cases) t.same(words(line), expected, line);
  t.end();
});

t.test('an open quote is told', (t) => {
  for (const line of [`env set A='b`, 'say "hi', 'ends in \\']) {
    t.throws(() => words(line), { code: 'bad_quoting' }, line);
  }
  t.end();
});
