import t from 'tap';
import { poll } from '../../lib/retry.ts';
import { nodeApp } from './app.ts';
import { Rack } from './rack.ts';

const LINES = 10_000;

t.test("an app's logs lose nothing", async (t) => {
  const rack = await Rack.start(t);
  const app = await rack.app('talker', nodeApp('one', `for (let n = 1; n <= ${LINES}; n++) console.log('line ' + n);`));
  const push = await app.push();
  t.equal(push.code, 0, push.stderr);

  await t.test(`${LINES} lines are all there, in order, once each`, async (t) => {
    const expected = Array.from({ length: LINES }, (_, at) => `line ${at + 1}`);
    const printed = await poll(async () => {
      const { stdout } = await rack.ssh(`logs talker -p web -n ${LINES + 100}`);
      const lines = messages(stdout).filter((line) => line.startsWith('line '));
      return lines.length >= LINES ? lines : undefined;
    });
    t.strictSame(printed, expected);
  });

  await t.test('a line has its time, its process and its copy', async (t) => {
    const { stdout } = await rack.ssh('logs -a talker -n 1 -p web');
    t.match(stdout, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z \w+\[web\.1\]: /);
  });

  await t.test('-f goes on across a redeploy', async (t) => {
    const follow = rack.sshFollow(t, 'logs talker -f -n 0');
    await app.commit(nodeApp('two', 'console.log("the second release speaks");'));
    t.equal((await app.push()).code, 0);
    await follow.until('the second release speaks');
    await app.commit(nodeApp('three', 'console.error("the third release complains");'));
    t.equal((await app.push()).code, 0);
    await follow.until('the third release complains');
  });

  await t.test('the push shows what the new release prints while it starts', async (t) => {
    await app.commit(lateApp());
    const push = await app.push();
    t.equal(push.code, 0, push.stderr);
    t.match(push.stderr, /remote: .*web\.1: warming up/);
  });
});

// Private

const messages = (output: string) =>
  output
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^\S+ \S+: /, ''));

/** An app that speaks first and answers a second later. */
function lateApp(): Record<string, string> {
  const files = nodeApp('four');
  return { ...files, 'server.js': `console.log('warming up'); setTimeout(() => {${files['server.js']}}, 1000);` };
}
