import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { dockerignore } from '../../../docker/dockerignore.ts';
import { TAR_END, tarEntry } from '../../../docker/tar.ts';
import { editTar } from '../../../docker/tar-edit.ts';

t.test('entries leave a git archive, long paths among them, however it is cut', async (t) => {
  const folder = t.testdir();
  const long = `${'deep/'.repeat(40)}secret.txt`;
  for (const path of ['a.txt', long, long.replace('secret', 'open')]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), path);
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args]);
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'x');
  const archive = git('archive', 'HEAD');
  const parts: Buffer[] = [tarEntry('Dockerfile', 'FROM x')];
  for await (const part of editTar(slices(archive, 700), { isOut: dockerignore('**/secret.txt') })) parts.push(part);
  parts.push(TAR_END);
  const listed = execFileSync('tar', ['-t'], { input: Buffer.concat(parts) })
    .toString()
    .trim()
    .split('\n');
  t.strictSame(
    listed.filter((path) => !path.endsWith('/')),
    ['Dockerfile', 'a.txt', long.replace('secret', 'open')],
  );
});

async function* slices(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
