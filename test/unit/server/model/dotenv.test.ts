import t from 'tap';
import { dotenvOf, parseDotenv } from '../../../../server/model/dotenv.ts';

t.test('what .env files have in them', async (t) => {
  const text = [
    '# a comment',
    '',
    'PLAIN=hello world  # and a comment',
    "export LITERAL='$HOME \\n #1'",
    'QUOTED="two\\nlines and \\"quotes\\" for $HOME"  # here too',
    'OPEN="over',
    'several lines"',
    '  SPACED = value',
    'EMPTY=',
    'HASH=a#b',
    'URL=postgres://u:p@h/db?a=b',
    "PIECES='it'\\''s'\"!\"",
    'WINDOWS=line\r',
  ].join('\n');
  t.strictSame(parseDotenv(`\uFEFF${text}`), {
    PLAIN: 'hello world',
    LITERAL: '$HOME \\n #1',
    QUOTED: 'two\nlines and "quotes" for $HOME',
    OPEN: 'over\nseveral lines',
    SPACED: 'value',
    EMPTY: '',
    HASH: 'a#b',
    URL: 'postgres://u:p@h/db?a=b',
    PIECES: "it's!",
    WINDOWS: 'line',
  });
});

t.test('a line that cannot be read is named', async (t) => {
  t.throws(() => parseDotenv('A=1\n# b\nwhat is this\n'), { code: 'bad_dotenv', message: /^Line 3 .* no NAME=VALUE/ });
  t.throws(() => parseDotenv('A="open\nB=2\n'), { message: /^Line 1 .*: a quote has no end/ });
  t.throws(() => parseDotenv("A='x' y\n"), { message: /^Line 1 .*: something follows the quote/ });
  t.strictSame(parseDotenv(''), {});
});

t.test('what is written for a shell is read as it was', async (t) => {
  const bytes = String.fromCharCode(...Array.from({ length: 127 }, (_, index) => index + 1));
  const env = { ALL: bytes, EMPTY: '', QUOTE: "it's", LINES: '\n\n', UTF8: 'žluťoučký 🐎', SPACE: ' a ', HASH: '#x' };
  t.strictSame(parseDotenv(dotenvOf(env)), env);
});

t.test('a long file with an open quote is refused in no time', async (t) => {
  const started = performance.now();
  t.throws(() => parseDotenv(`${'A=1\n\n#\n'.repeat(10_000)}B="${'\\'.repeat(50_001)}`));
  t.throws(() => parseDotenv(`${' '.repeat(100_000)}x`));
  t.throws(() => parseDotenv(`${'\n'.repeat(100_000)}x`));
  t.ok(performance.now() - started < 1000);
});
