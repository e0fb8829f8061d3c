import t from 'tap';
import { TestRack } from '../rack.ts';

t.test('the formation', async (t) => {
  const rack = await TestRack.start(t);
  const hello = await rack.clone('hello', { 'web.js': 'one' });
  await rack.ssh('create new');
  await hello.push();
  const sizes = () => rack.store.adjustments.of('hello').sizes;

  await t.test('sizes are set together, kept, and shown', async (t) => {
    const scaled = await rack.ssh('scale hello web=2:1G --cpu 256');
    t.equal(scaled.code, 0, scaled.stderr);
    t.match(scaled.stderr, 'web: 2 copies of 1024 MiB and 256/1024 of a core');
    t.same(rack.deploys.adjusted.at(-1)?.sizes, { web: { count: 2, cpu: 256, memory: 1024 } });
    t.equal((await rack.ssh('ps:scale hello web=3')).code, 0);
    t.same(sizes(), { web: { count: 3, cpu: 256, memory: 1024 } }, 'what is not named stays');
    t.match((await rack.ssh('scale hello')).stdout, /^web +3 +0 +256 +1024 MiB +3000 +scale$/m);
    t.match(JSON.parse((await rack.ssh('scale hello --json')).stdout), [{ process: 'web', count: 3, isScaled: true }]);
    t.match(rack.store.audit.list({ app: 'hello' }).at(-1), { what: 'scale web=3', result: 'ok' });
    t.equal(rack.store.releases.list('hello').length, 1, 'it makes no release');
  });

  await t.test('what runs like that already is left alone', async (t) => {
    const before = rack.deploys.adjusted.length;
    t.match((await rack.ssh('scale hello web=3')).stderr, 'It runs like that already');
    t.equal(rack.deploys.adjusted.length, before);
  });

  await t.test('what does not come up is not kept', async (t) => {
    const before = sizes();
    rack.deploys.refusal = 'no_room';
    t.equal((await rack.ssh('scale hello web=9')).code, 1);
    rack.deploys.refusal = undefined;
    t.same(sizes(), before);
    t.match(rack.store.audit.list({ app: 'hello' }).at(-1), {
      what: 'scale web=9',
      result: 'It was refused, as told.',
    });
  });

  await t.test('the app itself has the word again', async (t) => {
    t.equal((await rack.ssh('scale hello web --reset')).code, 0);
    t.same(sizes(), {});
    t.match((await rack.ssh('scale hello')).stdout, /^web +1 .* the app$/m);
  });

  await t.test('nonsense is refused with what would do', async (t) => {
    for (const [line, answer] of [
      ['hello worker=1', /v1 has no process "worker".\n.*It has web/],
      ['hello web=5001', /web shall run in 5001 copies, which must be a whole number from 0 to 5000/],
      ['hello web=1:5', /5 MiB of memory, which must be a whole number from 6/],
      ['hello web=-1', /"-1" is none/],
      ['hello web=x', /web needs a whole number, and "x" is none/],
      ['hello web', /Say what of web shall change/],
      ['hello --memory 512', /Say of which process/],
      ['new web=1', /new has no live release yet, so there is nothing to scale/],
    ] as const) {
      const refused = await rack.ssh(`scale ${line}`);
      t.not(refused.code, 0, line);
      t.match(refused.stderr, answer, line);
    }
    t.same(sizes(), {});
  });
});
