import { PassThrough } from 'node:stream';
import t, { type Test } from 'tap';
import type { Failure } from '../../../../lib/failure.ts';
import type { Actor } from '../../../../server/apps/actor.ts';
import { parsePublicKey } from '../../../../server/model/public-key.ts';
import { type Command, runCommand } from '../../../../server/ssh/command.ts';
import { COMMANDS } from '../../../../server/ssh/commands/all.ts';
import { COMMAND_RULES } from '../authorisation/rules.ts';
import { TestRack } from '../rack.ts';

/** What is shown by commands that change nothing and have no `--json`: text for people or shells, or bytes as they are. */
const TEXT_ALONE = ['complete', 'completion', 'env get', 'help'];

/** Asked with these words, since their rule's are of something that is not there. */
const WORDS: Readonly<Record<string, string>> = {
  'webhooks deliveries': 'WABCDEFGHI',
  'developers show': 'admin',
};

interface Shown {
  out: string;
  said: string;
}

/** A rack on which there is one of everything that a command lists. */
async function populated(t: Test) {
  const rack = await TestRack.start(t);
  const { store } = rack;
  store.apps.create({ name: 'shop', createdBy: 'admin' });
  store.builds.create({ id: 'BABCDEFGHI', app: 'shop', unit: 'app', commit: 'abc', createdBy: 'admin' });
  const said = rack.buildLogs.begin('shop', 'BABCDEFGHI');
  said.write('-----> Building');
  await rack.buildLogs.end('BABCDEFGHI', said);
  const timers = { nightly: { schedule: '0 3 * * *', command: 'tidy', process: 'web' } };
  const release = { ...(await released(rack)), timers, app: 'shop', state: 'live' as const };
  for (const id of ['RBBBBBBBBB', 'RABCDEFGHI']) {
    store.releases.create({ ...release, id });
    // Each was live once.
    store.releases.setState(id, 'live');
  }
  store.timerRuns.begin('shop', { timer: 'nightly', release: 'RABCDEFGHI', task: 'T1', startedAt: undefined });
  store.environments.set('shop', { GREETING: 'hello' });
  store.versions.note('0.0.0');
  rack.token();
  const secrets = { url: 'https://192.0.2.1/', secret: 'whsec_' };
  const webhook = { id: 'WABCDEFGHI', receiver: 'https://192.0.2.1', app: undefined, types: [], createdBy: 'admin' };
  store.webhooks.add(webhook, secrets);
  store.deliveries.add({ id: 'DABCDEFGHI', webhook: 'WABCDEFGHI', event: 1 });
  const drain = { id: 'LABCDEFGHI', app: 'shop', receiver: 'syslog://192.0.2.1', createdBy: 'admin', cursor: 0 };
  store.drains.add(
    { ...drain, process: undefined, filter: undefined, mayReachInside: false },
    { url: '', header: undefined },
  );
  const { fingerprint } = parsePublicKey(await rack.makeKey('more'));
  const key = (await rack.ssh('keys list -q')).stdout.trim();
  t.not(key, fingerprint);
  const actor = rack.rack.logins.byKey(key, '127.0.0.1') as Actor;
  return { rack, show: (command: Command, words: string) => show(rack, actor, command, words) };
}

/** A release as a deploy makes it. */
async function released(rack: TestRack) {
  rack.store.apps.create({ name: 'made', createdBy: 'admin' });
  const job = { app: { name: 'made' }, developer: 'admin', image: 'nginx', processes: { web: null } };
  const output = { step() {}, line() {}, warn() {}, raw() {} };
  return rack.deploys.deployImage({ ...job, output, signal: new AbortController().signal } as never);
}

async function show({ rack }: TestRack, actor: Actor, command: Command, words: string): Promise<Shown> {
  const shown = { out: '', said: '' };
  const { signal } = new AbortController();
  const print = async (text: string) => {
    shown.out += text;
  };
  const tell = async (text: string) => {
    shown.said += text;
  };
  const io = { stdout: (bytes: Buffer) => print(`${bytes}`) };
  const context = { actor, rack, stdin: new PassThrough().end(), io, print, tell, signal };
  await runCommand(
    command,
    words.split(' ').filter((word) => word !== ''),
    context as never,
  );
  return shown;
}

const has = ({ options = {} }: Command, option: string) => option in options;

const listings = COMMANDS.filter((command) => has(command, 'json') && !COMMAND_RULES[command.name]?.changes);

function wordsOf({ name, on }: Command): string {
  return `${on === 'rack' ? '' : 'shop'} ${WORDS[name] ?? COMMAND_RULES[name]?.words ?? ''}`;
}

/** True of one JSON value, and of one a line. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return text.endsWith('\n') && text.slice(0, -1).split('\n').every(isJsonLine);
  }
}

function isJsonLine(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

t.test('what only shows something has --json', async (t) => {
  const without = COMMANDS.filter((command) => !has(command, 'json') && !COMMAND_RULES[command.name]?.changes);
  const names = without.map(({ name }) => name).filter((name) => !TEXT_ALONE.includes(name));
  t.same(names, [], 'give it JSON_OPTION or LIST_OPTIONS, or say in TEXT_ALONE that it shows text');
});

t.test('every listing is JSON for programs, names for scripts, and plain lines for people', async (t) => {
  const { show } = await populated(t);
  let shown = 0;
  for (const command of listings) {
    const { name } = command;
    try {
      const json = await show(command, `${wordsOf(command)} --json`);
      if (json.out !== '') t.ok(isJson(json.out), `${name} --json`);
      t.equal(json.said, '', `${name} --json says nothing else`);
      shown += 1;
      const plain = await show(command, wordsOf(command));
      t.notMatch(plain.out, /[^\P{Cc}\n]| +\n/u, `${name} has no colours, tabs or spaces at line ends`);
      if (!has(command, 'quiet')) continue;
      const list = JSON.parse(json.out) as unknown[];
      const quiet = await show(command, `${wordsOf(command)} --quiet`);
      const lines = quiet.out.split('\n').slice(0, -1);
      t.equal(lines.length, list.length, `${name} --quiet has a line each`);
      t.equal(quiet.said, '', `${name} --quiet says nothing else`);
      if (list.length === 0) t.match(plain, { out: '', said: /ssh rack|git push|declared/ }, `${name} of nothing`);
      else t.match(plain.out, /^[A-Z][A-Z -]*\n?/, `${name} has a header`);
    } catch (error) {
      // Of some kinds there is none on this rack.
      const { code, hint } = error as Failure;
      if (!/_not_found$/.test(code)) throw error;
      t.ok(hint, `${name}: ${code} tells how to go on`);
    }
  }
  t.ok(shown > 15, `${shown} listings were shown`);
});

t.test('a terminal and a pipe get the same bytes', async (t) => {
  const rack = await TestRack.start(t);
  for (const name of ['shop', 'blog']) rack.store.apps.create({ name, createdBy: 'admin' });
  const [pipe, terminal] = [await rack.ssh('apps'), await rack.ssh('apps', { options: ['-tt'] })];
  t.match(pipe.stdout, /^NAME +RELEASE +URL\nblog .*\nshop .*\n$/, 'sorted by name');
  t.equal(terminal.stdout.replaceAll('\r\n', '\n'), pipe.stdout);
  t.equal((await rack.ssh('apps -q')).stdout, 'blog\nshop\n');
});
