import { chmodSync } from 'node:fs';
import t, { type Test } from 'tap';
import { best, npmVersions } from '../../../../buildpacks/stacks/npm-versions.ts';

t.test('a wide range means the long-term support', async (t) => {
  t.equal(best(['20.1.0', '26.9.0', '26.10.0', '27.0.0'], '26'), '26.10.0');
  t.equal(best(['9.9.9', '10.0.0']), '10.0.0');
  t.equal(best([]), undefined);
});

t.test('what is older than the oldest that can be built is refused, however it is asked for', async (t) => {
  const resolve = shop(t, ['4.2.5', '4.9.1', '8.17.0', '26.1.0']);
  const refusal = (wanted: string) => ({
    code: 'no_such_version',
    message: `There is no Shop that fits "${wanted}" (engines in package.json); the oldest here is 8.0.0.`,
    hint: /^The newest of each line: 26\.1\.0, 8\.17\.0\. Ask for one that exists: so$/,
  });
  for (const wanted of ['4.2.5', '4.x']) await t.rejects(resolve(wanted), refusal(wanted));
  t.equal(await resolve('8.0.0'), '8.0.0');
});

t.test('the highest of a range that can be built', async (t) => {
  t.equal(await shop(t, ['7.1.0', '8.2.0', '8.17.0'])('>=4'), '8.17.0');
});

/** A program that is in a registry in these versions, as its npm command tells; every range but 4.x holds all of them. */
function shop(t: Test, versions: readonly string[]) {
  const answer = JSON.stringify(versions);
  const folder = t.testdir({
    npm: `#!/bin/sh\ncase "$*" in *@4.x*) echo '["4.2.5","4.9.1"]' ;; *) echo '${answer}' ;; esac\n`,
  });
  chmodSync(`${folder}/npm`, 0o755);
  const { PATH } = process.env;
  process.env.PATH = `${folder}:${PATH}`;
  t.teardown(() => {
    process.env.PATH = PATH;
  });
  const resolve = npmVersions({ folder, npmPackage: 'shop', title: 'Shop', oldest: '8.0.0', howToAsk: 'so' });
  return (wanted: string) => resolve({ wanted, from: 'engines in package.json' });
}
