import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../lib/root.ts';
import { Rack } from '../stories/rack.ts';
import { EXAMPLES } from './examples.ts';

/** `all`, or names of examples; unless told, the quick ones. */
const asked = process.env.RACK_EXAMPLES?.split(/[\s,]+/);
const chosen = EXAMPLES.filter(({ name, isQuick }) =>
  asked ? asked.includes('all') || asked.includes(name) : isQuick,
);

t.test('every example has its line in the table', async (t) => {
  const folders = await readdir(join(projectRoot, 'examples'));
  t.strictSame(EXAMPLES.map(({ name }) => name).sort(), folders.sort());
});

t.test('examples deploy from real dependencies, and answer', async (t) => {
  const rack = await Rack.start(t);
  for (const { name, tells, answers } of chosen)
    await t.test(name, async (t) => {
      const app = await rack.app(name, {});
      await cp(join(projectRoot, 'examples', name), app.folder, { recursive: true });
      await app.commit({});
      const push = await app.push();
      t.equal(push.code, 0, push.stderr);
      t.match(push.stderr, tells);
      const answer = await app.get();
      t.equal(answer.status, 200);
      t.match(answer.text, answers);
      await rack.ssh(`destroy ${name} --confirm ${name}`);
    });
});
