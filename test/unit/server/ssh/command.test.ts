import { PassThrough } from 'node:stream';
import t from 'tap';
import type { Actor } from '../../../../server/apps/actor.ts';
import type { Rack } from '../../../../server/apps/rack.ts';
import type { Role } from '../../../../server/model/developer.ts';
import { findCommand, runCommand } from '../../../../server/ssh/command.ts';
import { COMMANDS } from '../../../../server/ssh/commands/all.ts';

const nameOf = (...words: string[]) => findCommand(COMMANDS, words)[0].name;

t.test('a command is found by one word, two words, an alias, or with a colon', async (t) => {
  t.equal(nameOf('apps'), 'apps');
  t.equal(nameOf('keys', 'add', 'ada'), 'keys add');
  t.equal(nameOf('keys'), 'keys list');
  t.equal(nameOf('config:set', 'app', 'A=1'), 'env set');
  t.same(findCommand(COMMANDS, ['logs', 'list'])[1], ['list']);
  t.throws(() => nameOf('relaeses'), { code: 'unknown_command', hint: /Did you mean releases\?/ });
  t.throws(() => nameOf('zzzzzzzz'), { message: /"zzzzzzzz"/, hint: /^All commands/ });
});

t.test('options, -a APP and --help are the same for all; wrong use says how', async (t) => {
  t.match(await run('logs --help'), /ssh rack logs APP/);
  t.match(await run('info -a hello --json'), /"name": "hello"/);
  await t.rejects(run('info'), { code: 'bad_usage', hint: 'Usage: ssh rack info APP [--json]' });
  await t.rejects(run('info a b'), { code: 'bad_usage', message: '"b" is one word too many.' });
  await t.rejects(run('info a --colour'), { code: 'bad_usage', message: /--colour/ });
  await t.rejects(run('logs a -n many'), { code: 'bad_usage' });
});

t.test('every command says which role it needs before it does anything', async (t) => {
  await t.rejects(run('developers', 'deploy'), { code: 'not_allowed', message: /needs the role admin/ });
  await t.rejects(run('destroy hello', 'read'), { code: 'not_allowed' });
});

// Private

async function run(line: string, role: Role = 'admin'): Promise<string> {
  let printed = '';
  const print = async (text: string) => {
    printed += text;
  };
  const developer = { name: 'ada', role, apps: 'all' as const, createdAt: '' };
  const actor: Actor = { developer, from: '127.0.0.1', via: { kind: 'key', fingerprint: 'SHA256:x' } };
  const rack = { apps: { find: (name: string) => ({ name }) } } as unknown as Rack;
  const context = { actor, rack, stdin: new PassThrough(), print, tell: print, signal: new AbortController().signal };
  await runCommand(...findCommand(COMMANDS, line.split(' ')), context);
  return printed;
}
