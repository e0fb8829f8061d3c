import { PassThrough, Readable } from 'node:stream';
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

t.test('a Procfile on standard input may come in pieces that cut letters in two, and has an end', async (t) => {
  const named: unknown[] = [];
  const deployments = { image: async (_app: string, asked: unknown) => void named.push(asked) };
  const take = (...pieces: Buffer[]) => {
    const stdin = Readable.from(pieces);
    return run('deploy a --image b --procfile', 'admin', { stdin, rack: { deployments } });
  };
  const procfile = Buffer.from('web: greet Zoë');
  await take(procfile.subarray(0, -1), procfile.subarray(-1));
  t.match(named, [{ image: 'b', processes: { web: 'greet Zoë' } }]);
  await t.rejects(take(Buffer.alloc(65 * 1024, 'a')), { message: /64 Ki?B/i });
});

// Private

async function run(
  line: string,
  role: Role = 'admin',
  { stdin = new PassThrough(), rack: more = {} }: { stdin?: Readable; rack?: object } = {},
): Promise<string> {
  let printed = '';
  const print = async (text: string) => {
    printed += text;
  };
  const developer = { name: 'ada', role, apps: 'all' as const, createdAt: '' };
  const actor: Actor = { developer, from: '127.0.0.1', via: { kind: 'key', fingerprint: 'SHA256:x' } };
  const apps = { find: (name: string) => ({ name }), checkMayMake: () => {} };
  const rack = { apps, ...more } as unknown as Rack;
  const io = { stdin, stdout: async () => {}, stderr: async () => {} };
  const context = { actor, rack, stdin, io, print, tell: print, signal: new AbortController().signal };
  await runCommand(...findCommand(COMMANDS, line.split(' ')), context);
  return printed;
}
