import t from 'tap';
import { readEntries } from '../../../../agent/files/entries.ts';
import { json } from './json-file.ts';

t.test('only complete entries are consumed, at whatever byte the file ends', (t) => {
  const bytes = Buffer.from(json('日本語\n') + json('😀 done\n'));
  const first = Buffer.byteLength(json('日本語\n'));
  for (let end = 0; end < bytes.length; end++) {
    const { entries, consumed } = readEntries(bytes.subarray(0, end));
    t.equal(consumed, end < first ? 0 : first);
    t.equal(entries.length, end < first ? 0 : 1);
  }
  const { entries, consumed } = readEntries(bytes);
  t.strictSame(
    entries.map(({ text }) => text),
    ['日本語', '😀 done'],
  );
  t.equal(consumed, bytes.length);
  t.end();
});

t.test('an entry that a power cut tore, and what is no entry, is passed over', (t) => {
  const torn = `{"log":"half of a${json('after\n')}`;
  const { entries, consumed } = readEntries(Buffer.from(`${torn}nonsense\n${json('last\n')}`));
  t.strictSame(
    entries.map(({ text }) => text),
    ['after', 'last'],
  );
  t.equal(
    entries.reduce((sum, { size }) => sum + size, 0),
    consumed,
    'sizes lead to the next entry',
  );
  t.end();
});
