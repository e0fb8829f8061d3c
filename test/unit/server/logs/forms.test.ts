import t from 'tap';
import { EVENTS, formFor, type Look, MESSAGES, PLAIN } from '../../../../server/logs/forms.ts';
import type { LogLine } from '../../../../server/logs/logs.ts';
import { COLOURS, colourOf, GREY, harmless, RED } from '../../../../server/logs/terminal.ts';
import { parseNumbered } from '../../../../wire/numbered-line.ts';

const LINE: LogLine = {
  app: 'shop',
  time: '2026-11-22T21:31:00.123456Z',
  source: 'app',
  process: 'web.1',
  release: undefined,
  message: 'hello',
  number: 7,
};

const ESCAPE = '\x1b';

const shown = (look: Partial<Look>, line: Partial<LogLine> = {}, plain = PLAIN) =>
  formFor({ json: false, colours: false, numbered: false, terminal: false, ...look }, plain).write({
    ...LINE,
    ...line,
  });

t.test('pipes get the bytes as they were printed, terminals what does them no harm', (t) => {
  const evil = 'a\x1b[2Jb\x1b]0;title\x07\x1b[31mred\rX\x9b';
  t.equal(shown({}, { message: evil }), `2026-11-22T21:31:00.123456Z app[web.1]: ${evil}\n`);
  t.equal(harmless(evil), 'a␛[2Jb␛]0;title␇\x1b[31mred␍X�');
  t.equal(shown({ terminal: true }), '2026-11-22T21:31:00.123456Z app[web.1]: hello\r\n');
  t.match(shown({ terminal: true }, { message: evil }), /a␛\[2J/);
  t.equal(harmless('tab\tand ü😀'), 'tab\tand ü😀');
  t.end();
});

t.test('colours: one for each copy, bold for the platform, red for errors, and nothing stays switched on', (t) => {
  const plain = shown({ colours: true }).replaceAll(new RegExp(`${ESCAPE}\\[[\\d;]*m`, 'g'), '');
  t.equal(plain, '2026-11-22T21:31:00.123Z app[web.1]: hello\n');
  t.match(shown({ colours: true }), `\x1b[38;5;${colourOf('web.1')}mapp[web.1]:\x1b[0m hello\x1b[0m\n`);
  t.match(shown({ colours: true }, { source: 'rack' }), '\x1b[1m\x1b[38;5;');
  t.match(shown({ colours: true }, { stream: 'stderr' }), `\x1b[38;5;${RED}mhello\x1b[0m\n`);
  t.ok(shown({ colours: true, terminal: true }).endsWith(`hello${ESCAPE}[0m\r\n`));
  const copies = Array.from({ length: COLOURS.length }, (_, at) => colourOf(`web.${at + 1}`));
  t.equal(new Set(copies).size, COLOURS.length, 'the copies of a process differ');
  t.equal(colourOf('web.1'), copies[0], 'and keep theirs');
  t.end();
});

t.test('every colour can be read on black and on white', (t) => {
  for (const colour of [...COLOURS, GREY, RED]) {
    const light = luminance(colour);
    t.ok((light + 0.05) / 0.05 >= 3.8, `${colour} on black`);
    t.ok(1.05 / (light + 0.05) >= 3.8, `${colour} on white`);
  }
  t.end();
});

t.test('JSON and events carry the number of the line', (t) => {
  t.same(JSON.parse(shown({ json: true })), {
    cursor: 7,
    app: 'shop',
    time: LINE.time,
    source: 'app',
    process: 'web.1',
    message: 'hello',
  });
  t.equal(EVENTS.write(LINE), 'id: 7\ndata: 2026-11-22T21:31:00.123456Z app[web.1]: hello\n\n');
  t.match(EVENTS.write({ ...LINE, number: undefined } as unknown as LogLine), /^data: /);
  t.end();
});

t.test('a numbered line is read as it was written; each look has a name of its own', (t) => {
  t.same(parseNumbered(shown({ numbered: true }, {}, MESSAGES).trimEnd()), { number: 7, text: 'hello' });
  const unnumbered = { ...LINE, number: undefined } as unknown as LogLine;
  t.same(parseNumbered(shown({ numbered: true }, unnumbered, MESSAGES).trimEnd()), {
    number: undefined,
    text: 'hello',
  });
  t.same(parseNumbered('12'), { number: 12, text: undefined });
  for (const foreign of ['', 'hello', 'x 1']) t.equal(parseNumbered(foreign), undefined);
  const flags = [false, true];
  const names = flags.flatMap((colours) =>
    flags.flatMap((numbered) =>
      flags.flatMap((terminal) =>
        [undefined, MESSAGES].map((plain) => formFor({ json: false, colours, numbered, terminal }, plain).name),
      ),
    ),
  );
  t.equal(new Set(names).size, names.length);
  t.end();
});

// Private

/** Of a colour of the cube or the greys of the palette of 256, by the rules of WCAG. */
function luminance(colour: number): number {
  const step = (value: number) => (value === 0 ? 0 : 55 + 40 * value);
  const cube = colour - 16;
  const parts =
    colour >= 232
      ? Array<number>(3).fill(8 + (colour - 232) * 10)
      : [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(step);
  const [red, green, blue] = parts.map((part) => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
