import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { completionScript } from '../../../../lib/completion/completion.ts';
import { run } from '../../../../lib/run.ts';
import { TestRack } from '../rack.ts';

/** What bash completes a line to whose last word is being written; `bin` comes first in PATH. */
async function complete(script: string, line: string, bin: string): Promise<string[]> {
  const words = line.split(' ');
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const asked = `${script}
COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}
$(complete -p ${words[0]} | sed 's/.*-F \\([^ ]*\\).*/\\1/')
printf '%s\\n' "\${COMPREPLY[@]}"`;
  // A function that a substitution names runs in this shell, so that COMPREPLY is seen.
  const { stdout } = await run(['bash', '--norc', '--noprofile', '-c', asked], {
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
  });
  return stdout.split('\n').filter((each) => each !== '');
}

/** A folder with an `ssh` that knows the rack, as an ~/.ssh/config would. */
async function sshThatKnows(rack: TestRack): Promise<string> {
  const [, ...args] = rack.sshArguments();
  const path = join(rack.folder, 'ssh');
  const quoted = args.map((each) => `'${each}'`).join(' ');
  await writeFile(
    path,
    `#!/bin/sh\nexec /usr/bin/env -i PATH=/usr/bin:/bin ssh ${quoted} -o HostName=127.0.0.1 "$@"\n`,
  );
  await chmod(path, 0o700);
  return rack.folder;
}

async function open(t: Test) {
  const rack = await TestRack.start(t);
  for (const name of ['shop', 'shipping', 'blog']) rack.store.apps.create({ name, createdBy: 'admin' });
  rack.store.builds.create({ id: 'BABCDEFGHI', app: 'shop', unit: 'app', commit: 'abc', createdBy: 'admin' });
  const bin = await sshThatKnows(rack);
  const { stdout: script } = await rack.ssh('completion bash --host rack --host acme');
  return { rack, words: (line: string) => complete(script, line, bin) };
}

t.test('bash completes commands, options, apps and what apps have', async (t) => {
  const { words } = await open(t);
  t.same(await words('ssh rack inf'), ['info']);
  t.same(await words('ssh -p 22 acme develop'), ['developers']);
  t.same((await words('ssh rack keys ')).sort(), ['add', 'list', 'remove']);
  t.same(await words('ssh rack logs --fo'), ['--follow']);
  t.same(await words('ssh rack builds cancel --a'), ['--app']);
  t.same((await words('ssh rack info sh')).sort(), ['shipping', 'shop']);
  t.same(await words('ssh rack builds show shop B'), ['BABCDEFGHI']);
  t.same(await words('ssh rack builds show nothing B'), []);
  t.same(await words('ssh rack nonsense '), []);
  t.same(await words('ssh elsewhere inf'), [], 'other hosts are not the rack');
});

t.test('what a developer may not know is not completed', async (t) => {
  const { rack } = await open(t);
  rack.store.developers.create({ name: 'bob', role: 'read', apps: ['blog'] });
  const key = await rack.makeKey('bob');
  await rack.ssh('keys add bob', { input: key });
  t.equal((await rack.ssh('complete info', { key: 'bob' })).stdout, 'blog\n');
  t.equal((await rack.ssh('complete builds show shop', { key: 'bob' })).stdout, '');
});

t.test('a candidate is never expanded by the shell, and a program without hosts asks nobody', async (t) => {
  const commands = [
    { name: 'up', options: ['--name', '--$(touch pwned)'] },
    { name: 'down', options: [] },
  ];
  const script = completionScript('bash', { program: 'rack', commands }).replace(
    '--$(touch pwned)',
    "'--$(touch pwned)'",
  );
  const bin = t.testdir();
  t.same(await complete(script, 'rack d', bin), ['down']);
  t.same(await complete(script, 'rack up --', bin), ['--name', '--$(touch pwned)']);
  t.notMatch(script, /ssh /);
});
