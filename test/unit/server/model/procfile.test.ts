import t from 'tap';
import { shellLine } from '../../../../server/model/formation.ts';
import { checkProcesses, parseProcfile } from '../../../../server/model/procfile.ts';

const GOOD: readonly [what: string, text: string, processes: Record<string, string>, release?: string][] = [
  ['one process', 'web: node server.js', { web: 'node server.js' }],
  ['lines of Windows and a byte order mark', '\uFEFFweb: a\r\nworker: b\r\n', { web: 'a', worker: 'b' }],
  ['lines of old Macs', 'web: a\rworker: b', { web: 'a', worker: 'b' }],
  ['comments of both kinds and blank lines', '# one\n  # two\n\n// three\nweb: a\n\t\n', { web: 'a' }],
  ['a comment behind a command is the shell’s', 'web: node web.js # testing', { web: 'node web.js # testing' }],
  ['blanks wherever they are', '  web :\tnode  server.js  \n', { web: 'node  server.js' }],
  ['no blank behind the colon', 'web:node server.js', { web: 'node server.js' }],
  ['colons and quotes in the command', 'web: sh -c "a: b"', { web: 'sh -c "a: b"' }],
  ['an address in the command', 'web: curl http://x', { web: 'curl http://x' }],
  ['variables', 'web: A=1 rails s -p $PORT', { web: 'A=1 rails s -p $PORT' }],
  [
    'names with dashes, underscores, digits, capitals',
    'a-b: 1\nc_d2: 2\nClock: 3',
    { 'a-b': '1', c_d2: '2', Clock: '3' },
  ],
  ['a release phase', 'release: ./migrate\nweb: a', { web: 'a' }, './migrate'],
  ['a release phase alone', 'release: ./migrate', {}, './migrate'],
  [
    'lines that go on',
    'web: node \\\n  --flag \\\n  server.js\nworker: b',
    { web: 'node --flag server.js', worker: 'b' },
  ],
  ['two backslashes end a line', 'web: echo \\\\\nworker: b', { web: 'echo \\\\', worker: 'b' }],
  ['names of JavaScript', 'constructor: a\nhasOwnProperty: b', { constructor: 'a', hasOwnProperty: 'b' }],
];

t.test('real-world Procfiles', async (t) => {
  for (const [what, text, processes, release] of GOOD)
    t.strictSame(parseProcfile(text), { processes, release, notes: [] }, what);
});

const BAD: readonly [text: string, message: string][] = [
  ['web: a\n\nnode server.js', 'Procfile line 3: "node server.js" is not of the form "type: command".'],
  ['web: a\nhttp://localhost', 'Procfile line 2: "http://localhost" is not of the form "type: command".'],
  ['web: a\nworker: b\nweb: c', 'Procfile line 3: web is declared a second time, after line 1.'],
  ['constructor: a\nconstructor: b', 'Procfile line 2: constructor is declared a second time, after line 1.'],
  ['a: 1\\\n2\na: 3', 'Procfile line 3: a is declared a second time, after line 1.'],
  ['my-job: a\nmy_job: b', 'Procfile line 2: my_job differs only by -, _ or the size of letters from my-job.'],
  ['web: a\nWEB: b', 'Procfile line 2: WEB differs only by -, _ or the size of letters from web.'],
  ['web:   ', 'Procfile line 1: web has no command.'],
  ['web: # later', 'Procfile line 1: web has no command.'],
  ['web: a\0b', 'Procfile line 1: The command of web has a NUL character.'],
  ['1st: a', 'Procfile line 1: "1st" cannot name a process; use a letter, then up to 29 letters, digits, - and _.'],
  ['<<<<<<< HEAD\nweb: a\n=======\nweb: b', 'Procfile line 1: A merge conflict is not resolved.'],
  ['# nothing', 'The Procfile declares no process.'],
  ['', 'The Procfile declares no process.'],
  ['a'.repeat(70_000), 'The Procfile has 70000 characters; the most are 65536.'],
];

t.test('a Procfile nobody can parse names its line', async (t) => {
  for (const [text, message] of BAD) t.throws(() => parseProcfile(text), { code: 'bad_procfile', message }, message);
});

const ODD: readonly [text: string, note: RegExp][] = [
  ['Web: a', /^Procfile line 1: Web is a process like others; web in small letters/],
  ['web: a\nRELEASE: b', /^Procfile line 2: RELEASE is a process like others; release in small/],
  ['web: a\npostdeploy: b', /^Procfile line 2: postdeploy is a process like others and is started again/],
  ['web: "node server.js"', /^Procfile line 1: The quotes make the whole command of web one word/],
];

t.test('what is probably not meant is said', async (t) => {
  for (const [text, note] of ODD) t.match(parseProcfile(text).notes, [note], text);
});

t.test('what is long is read as fast as anything else', async (t) => {
  const long = 60_000;
  const started = performance.now();
  t.strictSame(parseProcfile(`web: "${' '.repeat(long)}x`).notes, []);
  t.equal(parseProcfile(`web: ${'\\'.repeat(long)}x`).processes.web?.length, long + 1);
  t.equal(parseProcfile(`web: a\\\n${'b\\\n'.repeat(long / 4)}c`).processes.web?.length, long / 2 + 3);
  t.ok(performance.now() - started < 2000, 'not with the square of its length');
});

t.test('processes that are named one by one', async (t) => {
  t.strictSame(checkProcesses({ web: '', worker: ' b ' }), { web: null, worker: 'b' });
  t.throws(() => checkProcesses({ release: 'a' }), { code: 'bad_process' });
  t.throws(() => checkProcesses({ 'a-b': '', a_b: '' }), { code: 'bad_process', message: /differs only/ });
});

t.test('a plain command takes the place of its shell', async (t) => {
  t.equal(shellLine('node server.js -p $PORT'), 'exec node server.js -p $PORT');
  t.equal(shellLine('A=1 node server.js'), 'A=1 node server.js');
  t.equal(shellLine('./migrate && node server.js'), './migrate && node server.js');
});
