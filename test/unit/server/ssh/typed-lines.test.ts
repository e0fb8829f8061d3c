import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { TypedLines } from '../../../../server/ssh/typed-lines.ts';

t.test('what is typed is shown, mended and read by lines', async (t) => {
  const { keys, lines, shown } = terminal();
  keys.write('mya\x7f');
  keys.write('app\rü\x7f\x7f\x04');
  t.equal(await text(lines.input), 'myapp\n');
  t.equal(shown(), 'mya\b \bapp\r\nü\b \b');
  t.notOk(lines.interrupted.aborted);
});

t.test('Ctrl-C interrupts; Ctrl-D within a line is nothing; the end of the keys ends the input', async (t) => {
  const { keys, lines } = terminal();
  keys.end('half\x04\x1b\x03');
  t.equal(await text(lines.input), 'half');
  t.ok(lines.interrupted.aborted);
});

function terminal() {
  let shown = '';
  const keys = new PassThrough();
  const lines = new TypedLines(keys, (text) => {
    shown += text;
  });
  return { keys, lines, shown: () => shown };
}
