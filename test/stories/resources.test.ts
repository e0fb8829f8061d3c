import t, { type Test } from 'tap';
import { poll } from '../../lib/retry.ts';
import { run } from '../../lib/run.ts';
import type { App } from './app.ts';
import { Rack } from './rack.ts';

t.test('an app and its database', async (t) => {
  const rack = await Rack.start(t);
  const app = await rack.app('notes', notesApp());
  await ssh(t, rack, 'create notes');
  await ssh(t, rack, 'resources create postgres', { text: /database is running[\s\S]*Database is made/ });
  await ssh(t, rack, 'resources link database -a notes', { text: /DATABASE_URL/ });
  const { stderr, code } = await app.push();
  t.equal(code, 0, stderr);
  t.equal((await app.get('first')).text, 'first\n');
  const address = (await ssh(t, rack, 'resources url database')).stdout.trim();

  await t.test('its owner reaches it from outside', async (t) => {
    const { stdout } = await rack.ssh('resources proxy database', { input: SSL_REQUEST });
    t.match(stdout, /^[SN]$/, 'Postgres says whether it has TLS');
  });

  await t.test('what it holds survives kill -9 of the database, and of all of the rack', async (t) => {
    const [container] = await containersOf(rack, 'rds');
    await run(['docker', 'kill', '-s', 'KILL', container as string]);
    await says(app, 'first\n');
    await rack.powerOff();
    await rack.up();
    await says(app, 'first\n');
    t.equal((await ssh(t, rack, 'resources url database')).stdout.trim(), address, 'it is where it was');
  });

  await t.test('and a restart of the app, and a change of the database', async (t) => {
    await ssh(t, rack, 'redeploy notes');
    await ssh(t, rack, 'resources set database storage=30');
    await says(app, 'first\n');
    const refusal = /Database: Requested storage size \(20\) cannot be less.*\.\n +It is as it was before/;
    await ssh(t, rack, 'resources set database storage=20', { code: 1, text: refusal });
  });

  let last = '';
  await t.test('it goes only when it is asked for, in the open, and leaves a backup', async (t) => {
    await ssh(t, rack, 'resources destroy database --confirm database', { code: 1, text: /is linked to notes/ });
    await ssh(t, rack, 'resources backup database', { text: /-resource-database-\d+/ });
    await app.get('second');
    await ssh(t, rack, 'resources unlink database -a notes');
    await ssh(t, rack, 'resources destroy database --confirm database', { code: 1, text: /protected/ });
    await ssh(t, rack, 'resources set database deletion-protection=off');
    await ssh(t, rack, 'resources destroy database', { code: 1, text: /not typed again/, input: 'no\n' });
    const { stderr } = await ssh(t, rack, 'resources destroy database', { input: 'database\n' });
    last = /backup is kept: (\S+)/.exec(stderr)?.[1] ?? '';
    t.not(last, '');
    t.strictSame(await containersOf(rack, 'rds'), []);
  });

  await t.test('the backup of its end is a database again', async (t) => {
    await ssh(t, rack, 'resources backups database', { text: new RegExp(`^${last} `, 'm') });
    await ssh(t, rack, `resources restore database ${last}`, { text: /database is running/ });
    await ssh(t, rack, 'resources link database -a notes');
    await says(app, 'first\nsecond\n');
  });

  await t.test('what Redis holds comes back out of its backup', async (t) => {
    const say = async (name: string, input: string) => (await rack.ssh(`resources proxy ${name}`, { input })).stdout;
    await ssh(t, rack, 'resources create redis', { text: /redis is running/ });
    t.equal(await say('redis', 'SET word first\r\nQUIT\r\n'), '+OK\r\n+OK\r\n');
    const { stderr } = await ssh(t, rack, 'resources destroy redis --confirm redis');
    const [, backup] = /backup is kept: (\S+)/.exec(stderr) ?? [];
    await ssh(t, rack, `resources restore redis ${backup} --as again`);
    t.equal(await say('again', 'GET word\r\nQUIT\r\n'), '$5\r\nfirst\r\n+OK\r\n');
    await ssh(t, rack, 'resources destroy again --confirm again --no-snapshot');
    await ssh(t, rack, 'resources backups again', { code: 1, text: /no resource "again"/ });
  });

  await t.test('the password is in no log, no event, no parameter and no record', async (t) => {
    const passwords = [address, (await ssh(t, rack, 'resources url database')).stdout].map(
      (url) => new URL(url).password,
    );
    const told = await Promise.all([
      rack.ssh('audit'),
      rack.ssh('logs notes -n 10000'),
      rack.ssh('resources info database --json'),
      rack.aws(['cloudformation', 'describe-stack-events', '--stack-name', `${rack.name}-resource-database`]),
      rack.aws(['cloudformation', 'describe-stacks']),
      run(['docker', 'inspect', ...(await containersOf(rack, 'rds'))]),
      run(['grep', '-r', '-l', '-a', ...passwords.flatMap((word) => ['-e', word]), `${rack.folder}/home/logs`], {
        ok: [1],
      }),
    ]);
    const text = told.map(({ stdout, stderr }) => stdout + stderr).join('\n');
    for (const password of passwords) t.notOk(text.includes(password));
    t.equal(new Set(passwords).size, 2, 'a restored database has a password of its own');
  });
});

// Private

/** The first that a client of Postgres may say: it asks for TLS. */
const SSL_REQUEST = Buffer.from('0000000804d2162f', 'hex');

/** Waits until the app says it: a copy that starts anew, or a database, takes its time. */
async function says(app: App, text: string): Promise<void> {
  const signal = AbortSignal.timeout(60_000);
  const look = async () => {
    const answer = await app.get().catch(() => undefined);
    return answer?.text === text ? true : undefined;
  };
  await poll(look, { signal });
}

async function ssh(
  t: Test,
  rack: Rack,
  command: string,
  { code = 0, text, input }: { code?: number; text?: RegExp; input?: string } = {},
) {
  const result = await rack.ssh(command, input === undefined ? {} : { input });
  t.equal(result.code, code, `${command}: ${result.stderr}`);
  if (text) t.match(result.stdout + result.stderr, text, command);
  return result;
}

/** The running containers in which a service of the rack keeps data. */
async function containersOf(rack: Rack, service: string): Promise<string[]> {
  const filters = [`label=io.rack.rack=${rack.name}`, 'label=io.rack.datastore', `name=-${service}-`];
  const { stdout } = await run(['docker', 'ps', '-q', ...filters.flatMap((filter) => ['--filter', filter])]);
  return stdout.split('\n').filter((id) => id !== '');
}

/** An app that keeps the words of its paths in Postgres, by the client that everybody knows. */
function notesApp(): Record<string, string> {
  return {
    'package.json': '{ "name": "notes", "private": true }\n',
    Procfile: 'web: node server.js\n',
    Aptfile: 'postgresql-client\n',
    'server.js': `
      const { execFileSync } = require('node:child_process');
      const sql = (text) => execFileSync('psql', [process.env.DATABASE_URL ?? '', '-Atqc', text], { stdio: 'pipe' }).toString();
      require('node:http').createServer((request, answer) => {
        try {
          const word = request.url.slice(1);
          sql('create table if not exists notes (word text)');
          if (word) sql(\`insert into notes values ('\${word}')\`);
          answer.end(sql('select word from notes order by 1'));
        } catch (error) {
          answer.end(\`no database: \${error.stderr}\`);
        }
      }).listen(process.env.PORT);
    `,
  };
}
