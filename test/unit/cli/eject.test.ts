import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { writeEjected } from '../../../cli/eject.ts';

const files = [
  { path: 'Dockerfile', text: 'FROM a\n', isScript: false },
  { path: '.rack/bin/serve', text: '#!/bin/sh\n', isScript: true },
];

t.test('files are written with their folders, scripts to be run', async (t) => {
  const folder = t.testdir({ 'index.html': '' });
  t.same(await writeEjected(folder, files), ['Dockerfile', '.rack/bin/serve']);
  t.equal(await readFile(join(folder, 'Dockerfile'), 'utf8'), 'FROM a\n');
  await access(join(folder, '.rack/bin/serve'), constants.X_OK);
});

t.test('nothing is written where one of them would be overwritten', async (t) => {
  const folder = t.testdir({ Dockerfile: 'FROM mine\n' });
  await t.rejects(writeEjected(folder, files), {
    code: 'would_overwrite',
    message: /^Dockerfile would be overwritten/,
  });
  t.equal(await readFile(join(folder, 'Dockerfile'), 'utf8'), 'FROM mine\n');
  await t.rejects(access(join(folder, '.rack')));
});
