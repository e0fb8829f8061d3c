import t from 'tap';
import { logs } from '../../../cli/commands/logs.ts';
import { logs as overSsh } from '../../../server/ssh/commands/logs.ts';

/** What is said otherwise, or by the program itself. */
const OTHERWISE = ['tail', 'numbered'];

t.test('`rack logs` has the options of `ssh rack logs`', (t) => {
  const theirs = Object.entries(overSsh.options ?? {}).filter(([name]) => !OTHERWISE.includes(name));
  const { host, ...ours } = logs.options;
  t.ok(host);
  t.same(ours, Object.fromEntries(theirs));
  t.end();
});
