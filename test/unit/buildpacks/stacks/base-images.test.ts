import t from 'tap';
import { BaseImages, type Images } from '../../../../buildpacks/stacks/debian/base-images.ts';

const DAY = 24 * 60 * 60_000;
const job = {
  name: 'rack/run',
  contents: 'node-22.1.0',
  title: 'Node.js 22.1.0',
  dockerfile: 'FROM x',
  files: async () => ({}),
};
const never = new AbortController().signal;

class FakeEngine implements Images {
  readonly made: string[] = [];
  readonly removed: string[] = [];
  broken = false;
  private readonly images = new Map<string, { id: string; createdAt: Date; env: string[] }>();

  async find(name: string) {
    return this.images.get(name);
  }

  async build(name: string) {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.broken) throw new Error('no mirror');
    this.made.push(name);
    this.images.set(name, { id: `sha256:${this.made.length}`, createdAt: new Date(), env: [] });
  }

  async output(name: string, argv: readonly string[]) {
    return `${argv.join(' ')} in ${name}`;
  }

  async remove(id: string) {
    this.removed.push(id);
  }
}

t.test('an image is made once, also for two who want it at once, and again for another Dockerfile', async (t) => {
  const engine = new FakeEngine();
  const images = new BaseImages(engine);
  const [first, second] = await Promise.all([images.ensure(job, () => {}, never), images.ensure(job, () => {}, never)]);
  t.match(first.name, /^rack\/run:node-22\.1\.0-[0-9a-f]{12}$/);
  t.equal(second.id, first.id);
  t.equal((await images.ensure(job, () => {}, never)).id, first.id);
  t.not((await images.ensure({ ...job, dockerfile: 'FROM y' }, () => {}, never)).name, first.name);
  t.equal(engine.made.length, 2);
});

t.test('an image is made to be asked', async (t) => {
  const engine = new FakeEngine();
  const images = new BaseImages(engine);
  t.match(await images.ask(job, ['node', '--version']), /^node --version in rack\/run:node-22/);
  await images.ask(job, ['node', '--version']);
  t.equal(engine.made.length, 1);
});

t.test('an old one is made anew, and goes; it stays when that fails', async (t) => {
  const engine = new FakeEngine();
  let now = Date.now();
  const images = new BaseImages(engine, () => now);
  const old = await images.ensure(job, () => {}, never);
  now += 31 * DAY;
  engine.broken = true;
  const said: string[] = [];
  t.equal((await images.ensure(job, (line) => said.push(line), never)).id, old.id);
  t.match(said, [/anew, with Debian's updates/, /the image of before is taken: .*no mirror/]);
  engine.broken = false;
  t.not((await images.ensure(job, () => {}, never)).id, old.id);
  t.strictSame(engine.removed, [old.id]);
});

t.test('who goes away does not end the making', async (t) => {
  const engine = new FakeEngine();
  const images = new BaseImages(engine);
  const gone = new AbortController();
  const waiting = images.ensure(job, () => gone.abort(new Error('gone')), gone.signal);
  await t.rejects(waiting, { message: 'gone' });
  t.ok((await images.ensure(job, () => {}, never)).id);
  t.equal(engine.made.length, 1);
});

t.test('one that cannot be made is named', async (t) => {
  const engine = new FakeEngine();
  engine.broken = true;
  await t.rejects(
    new BaseImages(engine).ensure(job, () => {}, never),
    {
      code: 'no_base_image',
      message: 'The image of Node.js 22.1.0 could not be made: no mirror',
    },
  );
});
