import t from 'tap';
import { highestLine, lineFits } from '../../../buildpacks/version-range.ts';

const LINES = ['8.2', '8.4', '3.1', '3.3'];

t.test('the highest line that fits', async (t) => {
  const rows: [range: string, line: string | undefined][] = [
    ['^8.1', '8.4'],
    ['~8.2', '8.4'],
    ['~8.2.0', '8.2'],
    ['8.2.*', '8.2'],
    ['8.2', '8.2'],
    ['8.2.17', '8.2'],
    ['>=8.1 <8.4', '8.2'],
    ['>= 8.1, < 8.4', '8.2'],
    ['>=8.2.30', '8.4'],
    ['<=8.2', '8.2'],
    ['>8.4', '8.4'],
    ['>8.5', undefined],
    ['8.1 - 8.3', '8.2'],
    ['7.4.* || ^8.0', '8.4'],
    ['^7.4|8.2', '8.2'],
    ['8.2.*@dev', '8.2'],
    ['!=8.3.0', '8.4'],
    ['*', '8.4'],
    ['^9', undefined],
    ['~> 3.1', '3.3'],
    ['~> 3.1.0', '3.1'],
    ['>= 3.2 < 4.0', '3.3'],
    ['ruby-head', undefined],
    ['', undefined],
  ];
  for (const [range, line] of rows) t.equal(highestLine(LINES, range), line, range);
});

t.test('a line fits when one of its versions does', async (t) => {
  t.ok(lineFits('3.3', '>=3.3.7'));
  t.notOk(lineFits('3.3', '<3.3'));
  t.notOk(lineFits('3.3', '>=3.4'));
});
