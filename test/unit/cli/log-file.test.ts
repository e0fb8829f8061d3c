import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { lastLines, logSize } from '../../../cli/log-file.ts';
import { limitLogFile } from '../../../lib/log-file.ts';

t.test('the last lines, and only those of this start', (t) => {
  const path = join(t.testdir({ 'it.log': 'old\nolder\n' }), 'it.log');
  const from = logSize(path);
  t.same(lastLines(path, 5, from), []);
  appendFileSync(path, 'one\ntwo\nthree\n');
  t.same(lastLines(path, 2, from), ['two', 'three']);
  t.same(lastLines(path, 9, from), ['one', 'two', 'three']);
  t.same(lastLines(join(path, 'none'), 9), []);
  t.end();
});

t.test('a large file is put aside', (t) => {
  const path = join(t.testdir({ 'it.log': 'small\n' }), 'it.log');
  limitLogFile(path);
  t.equal(readFileSync(path, 'utf8'), 'small\n');
  appendFileSync(path, Buffer.alloc(11 * 1024 * 1024, 'x'));
  limitLogFile(path);
  t.equal(statSync(path).size, 0);
  t.ok(statSync(`${path}.1`).size > 11 * 1024 * 1024);
  t.end();
});
