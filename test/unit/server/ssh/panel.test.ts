import t from 'tap';
import { canvasOf, columnsOf, drawPanels } from '../../../../server/ssh/panel.ts';

const PANEL = { title: 'CPU', values: [0, 1, null, 2], unit: (value: number) => `${value}`, note: 'cores' };

t.test('two panels stand beside each other where there is room', async (t) => {
  const canvas = canvasOf(undefined, false);
  const drawn = drawPanels([PANEL, { ...PANEL, title: 'Memory' }], canvas).split('\n');
  t.same(drawn, [
    'CPU 2 cores, mean 1                      Memory 2 cores, mean 1',
    '        2 ┤                     ███████          2 ┤                     ███████',
    '          ┤       ▄▄▄▄▄▄▄       ███████            ┤       ▄▄▄▄▄▄▄       ███████',
    '        0 ┤▁▁▁▁▁▁▁███████       ███████          0 ┤▁▁▁▁▁▁▁███████       ███████',
    '',
  ]);
});

t.test('a narrow terminal has one beside the other, and no line is longer than it', async (t) => {
  const canvas = canvasOf({ term: 'xterm', width: 40, height: 20 }, true);
  const lines = drawPanels([PANEL, { ...PANEL, note: 'a long word that has no room '.repeat(3) }], canvas).split('\n');
  t.equal(lines.length, 9);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are such
  const widths = lines.map((line) => line.replace(/\x1b\[\d+m/g, '').length);
  t.ok(Math.max(...widths) <= 40, `${widths}`);
  t.equal(columnsOf(canvas), 29);
});

t.test('a client without a terminal gets no colours, and a plain one plain letters', async (t) => {
  t.same(canvasOf(undefined, false), { width: 80, ascii: false, colours: false });
  t.same(canvasOf({ term: 'dumb', width: 0, height: 0 }, false), { width: 80, ascii: true, colours: false });
  t.same(canvasOf({ term: 'xterm', width: 9999, height: 9 }, false), { width: 200, ascii: false, colours: true });
});

t.test('where nothing is known it says so', async (t) => {
  t.match(drawPanels([{ ...PANEL, values: [null, null] }], canvasOf(undefined, false)), /^CPU: nothing is known\n/);
});
