import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import t from 'tap';
import { Capabilities } from '../../../../server/git/capabilities.ts';
import { Repositories } from '../../../../server/git/repositories.ts';
import { startService } from '../../../../server/git/service.ts';

t.test('what version 2 says first is what git says of any repository', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'rack-capabilities-'));
  t.teardown(() => rm(root, { recursive: true }));
  const repositories = new Repositories(root);
  await repositories.ensure('hello');
  const said: Buffer[] = [];
  const write = async (piece: Buffer) => void said.push(Buffer.from(piece));
  const command = { service: 'upload-pack', mode: 'advertise', protocol: 'version=2' } as const;
  const streams = { stdin: new PassThrough(), write };
  await startService({ ...command, repository: repositories.path('hello') }, streams).finished;
  const text = (await new Capabilities(repositories).text()).toString();
  t.match(text, /^000eversion 2\n/);
  t.match(text, /0000$/);
  t.equal(text, Buffer.concat(said).toString());
});
