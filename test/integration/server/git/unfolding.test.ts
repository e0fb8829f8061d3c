import t from 'tap';
import type { Clone } from '../clone.ts';
import { TestRack } from '../rack.ts';

/** A push of a few kilobytes must not fill the server's memory, nor keep it busy. */
t.test('what unfolds in the server is refused by its size', async (t) => {
  const rack = await TestRack.start(t);

  await t.test('files that it reads itself', async (t) => {
    const zeros = Buffer.alloc(17 * 1024 ** 2);
    for (const name of ['deploy', '.slugignore']) {
      const clone = await rack.clone('large', { [name]: zeros });
      const { code, stderr } = await clone.push();
      t.equal(code, 1, name);
      t.match(stderr, `!     ${name} is larger than 16 MiB`);
    }
  });

  await t.test('a tree with the same folder in it again and again', async (t) => {
    const clone = await rack.clone('bomb', { file: 'x' });
    const commit = await treeBomb(clone);
    const { code, stderr } = await clone.push('rack', `${commit}:refs/heads/main`);
    t.equal(code, 1);
    t.match(stderr, /! {5}The commit has more files than the rack can build/);
    t.match(await clone.push('rack', `${commit}:refs/heads/other`), { code: 0 }, 'it can be stored');
  });

  await t.test('attributes of very many lines cost nothing', async (t) => {
    const clone = await rack.clone('lines', { '.gitattributes': '\n'.repeat(250_000) });
    const began = performance.now();
    t.match(await clone.push(), { code: 0 });
    t.ok(performance.now() - began < 20_000);
  });
});

/** A commit of a million paths, all the same file. */
async function treeBomb(clone: Clone): Promise<string> {
  let entry = `100644 blob ${(await clone.git('rev-parse', 'HEAD:file')).stdout.trim()}`;
  for (let level = 0; level < 6; level++) {
    const lines = Array.from({ length: 10 }, (_, at) => `${entry}\t${at}-of-a-row-of-folders\n`);
    entry = `040000 tree ${(await clone.withInput(lines.join(''), 'mktree')).stdout.trim()}`;
  }
  const { stdout } = await clone.git('commit-tree', '-p', 'HEAD', '-m', 'bomb', entry.slice(-40));
  return stdout.trim();
}
