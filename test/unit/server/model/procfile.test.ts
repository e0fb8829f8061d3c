import t from 'tap';
import { shellLine } from '../../../../server/model/formation.ts';
import { parseProcfile } from '../../../../server/model/procfile.ts';

t.test('real-world Procfiles', async (t) => {
  const text = '# how it runs\r\n\r\nweb: bundle exec rails s -p $PORT\r\n  worker:sh -c "a: b"\nrelease: ./migrate\n';
  t.strictSame(parseProcfile(text), {
    processes: { web: 'bundle exec rails s -p $PORT', worker: 'sh -c "a: b"' },
    release: './migrate',
  });
});

t.test('a Procfile nobody can parse names its line', async (t) => {
  t.throws(() => parseProcfile('web: a\n\nnode server.js'), {
    message: 'Procfile line 3: "node server.js" is not of the form "type: command".',
  });
  t.throws(() => parseProcfile('web: a\nweb: b'), { message: 'Procfile line 2: web is declared a second time.' });
  t.throws(() => parseProcfile('web:   '), { message: 'Procfile line 1: web has no command.' });
  t.throws(() => parseProcfile('# nothing'), { message: 'The Procfile declares no process.' });
  t.throws(() => parseProcfile('constructor: a\nconstructor: b'), { message: /line 2/ });
});

t.test('a plain command takes the place of its shell', async (t) => {
  t.equal(shellLine('node server.js -p $PORT'), 'exec node server.js -p $PORT');
  t.equal(shellLine('A=1 node server.js'), 'A=1 node server.js');
  t.equal(shellLine('./migrate && node server.js'), './migrate && node server.js');
});
