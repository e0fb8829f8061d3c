import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import t, { type Test } from 'tap';
import { projectRoot } from '../../lib/root.ts';
import { table } from '../../lib/table.ts';
import { Rack } from '../stories/rack.ts';
import { EXAMPLES, type Example } from './examples.ts';

/** `all`, or names of examples; unless told, the quick ones. */
const asked = process.env.RACK_EXAMPLES?.split(/[\s,]+/);
const isChosen = ({ name, isQuick }: Example) => (asked ? asked.includes('all') || asked.includes(name) : isQuick);

t.test('every example has its line in the table', async (t) => {
  const folders = await readdir(join(projectRoot, 'examples'));
  t.strictSame(EXAMPLES.map(({ name }) => name).sort(), folders.sort());
});

t.test(
  'examples deploy from real dependencies, answer, and are the same image when they are built again',
  async (t) => {
    // A web server of Python or Java may take a while to start on a busy machine.
    process.env.RACK_HEALTH_TIMEOUT = '60';
    const rack = await Rack.start(t);
    const rows: string[][] = [];
    for (const example of EXAMPLES.filter(isChosen))
      await t.test(example.name, async (t) => void rows.push(await deploy(t, rack, example)));
    const header = ['example', 'detected', 'image', 'first push', 'built again'];
    for (const line of table(header, rows).trimEnd().split('\n')) t.comment(line);
  },
);

// Private

/** Pushes an example as a user would, and again what it built; answers its row of the table. */
async function deploy(t: Test, rack: Rack, { name, tells, answers }: Example): Promise<string[]> {
  const app = await rack.app(name, {});
  await cp(join(projectRoot, 'examples', name), app.folder, { recursive: true });
  await app.commit({});
  const [push, first] = await timed(() => app.push());
  t.equal(push.code, 0, push.stderr);
  t.match(push.stderr, tells);
  const answer = await app.get();
  t.equal(answer.status, 200);
  t.match(answer.text, answers);
  const [again, second] = await timed(() => rack.ssh(`redeploy ${name} --build`));
  t.equal(again.code, 0, again.stderr);
  const releases: { image: string }[] = JSON.parse((await rack.ssh(`releases ${name} --json`)).stdout);
  t.equal(releases[0]?.image, releases[1]?.image, 'the same image');
  const size = await sizeOf(releases[0]?.image ?? '');
  await rack.ssh(`destroy ${name} --confirm ${name}`);
  return [name, detectedIn(push.stderr), size, `${first} s`, `${second} s`];
}

/** What a push says that it found: `Go app detected (go.mod)`. */
function detectedIn(told: string): string {
  return /-----> (.+ (?:app detected.*|found))/.exec(told)?.[1]?.trimEnd() ?? '';
}

/** What an image takes of the disk, its base included. */
async function sizeOf(image: string): Promise<string> {
  const { Size } = await new Docker().getImage(image).inspect();
  return `${Math.round(Size / 1e6)} MB`;
}

async function timed<T>(work: () => Promise<T>): Promise<[T, string]> {
  const started = performance.now();
  const done = await work();
  return [done, ((performance.now() - started) / 1000).toFixed(1)];
}
