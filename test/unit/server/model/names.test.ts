import t from 'tap';
import { checkNames } from '../../../../server/model/names.ts';

const timer = (process = 'web') => ({ schedule: '0 3 * * *', command: 'clean', process });

t.test('names that cannot be told apart are refused', async (t) => {
  t.doesNotThrow(() => checkNames(['web', 'mail-worker'], { nightly: timer(), hourly: timer('mail-worker') }));
  const refused: [string[], Record<string, ReturnType<typeof timer>>, RegExp][] = [
    [['web', 'mail-worker', 'mail_worker'], {}, /^mail-worker and mail_worker are too much alike/],
    [['web', 'nightly'], { nightly: timer() }, /^nightly is the name of two things/],
    [['web'], { release: timer() }, /^release is the name of two things/],
    [['web'], { nightly: timer('worker') }, /^The timer nightly runs as worker, which is no process/],
    [['web'], { 'every day': timer() }, /^"every day" cannot name/],
    [['web', 'a'.repeat(31)], {}, /up to 30/],
  ];
  const many = Array.from({ length: 121 }, (_, at) => `worker-${at}`);
  t.doesNotThrow(() => checkNames(many.slice(1), {}));
  t.throws(() => checkNames(many, {}), { code: 'too_many_processes', message: /121 processes and timers, and 120/ });
  for (const [processes, timers, message] of refused)
    t.throws(() => checkNames(processes, timers), { code: 'bad_name', message });
});
