import t from 'tap';
import { cronOf, eventBridgeExpression, nextRun, parseSchedule } from '../../../../server/model/cron.ts';

const GOOD: readonly [text: string, cron: string, eventBridge: string][] = [
  ['* * * * *', '* * * * *', 'cron(* * * * ? *)'],
  ['0 3 * * *', '0 3 * * *', 'cron(0 3 * * ? *)'],
  ['  0   3\t* * *  ', '0 3 * * *', 'cron(0 3 * * ? *)'],
  ['*/15 * * * *', '0,15,30,45 * * * *', 'cron(0,15,30,45 * * * ? *)'],
  ['5/20 * * * *', '5,25,45 * * * *', 'cron(5,25,45 * * * ? *)'],
  ['10-50/20 * * * *', '10,30,50 * * * *', 'cron(10,30,50 * * * ? *)'],
  ['0 9-17 * * *', '0 9-17 * * *', 'cron(0 9-17 * * ? *)'],
  ['0 0,12 * * *', '0 0,12 * * *', 'cron(0 0,12 * * ? *)'],
  ['0 12,0,12 * * *', '0 0,12 * * *', 'cron(0 0,12 * * ? *)'],
  ['0 0 1 * *', '0 0 1 * *', 'cron(0 0 1 * ? *)'],
  ['0 0 1,15 JAN-MAR,dec *', '0 0 1,15 1-3,12 *', 'cron(0 0 1,15 1-3,12 ? *)'],
  ['0 0 29 2 *', '0 0 29 2 *', 'cron(0 0 29 2 ? *)'],
  ['30 18 * * MON-FRI', '30 18 * * 1-5', 'cron(30 18 ? * MON-FRI *)'],
  ['30 18 * * 1-5', '30 18 * * 1-5', 'cron(30 18 ? * MON-FRI *)'],
  ['0 0 * * 0', '0 0 * * 0', 'cron(0 0 ? * SUN *)'],
  ['0 0 * * 7', '0 0 * * 0', 'cron(0 0 ? * SUN *)'],
  ['0 0 * * sun,Tue', '0 0 * * 0,2', 'cron(0 0 ? * SUN,TUE *)'],
  ['0 0 * * fri-sun', '0 0 * * 0,5,6', 'cron(0 0 ? * SUN,FRI,SAT *)'],
  ['0 0 * * 5-7', '0 0 * * 0,5,6', 'cron(0 0 ? * SUN,FRI,SAT *)'],
  ['0 0 * * */2', '0 0 * * 0,2,4,6', 'cron(0 0 ? * SUN,TUE,THU,SAT *)'],
  ['0 3 * * ? *', '0 3 * * *', 'cron(0 3 * * ? *)'],
  ['30 18 ? * MON-FRI *', '30 18 * * 1-5', 'cron(30 18 ? * MON-FRI *)'],
  ['*/1 * * * ?', '0-59 * * * *', 'cron(0-59 * * * ? *)'],
  ['@daily', '0 0 * * *', 'cron(0 0 * * ? *)'],
  ['@Hourly', '0 * * * *', 'cron(0 * * * ? *)'],
  ['@weekly', '0 0 * * 0', 'cron(0 0 ? * SUN *)'],
  ['@yearly', '0 0 1 1 *', 'cron(0 0 1 1 ? *)'],
];

t.test('schedules, as cron and as EventBridge take them', async (t) => {
  for (const [text, cron, eventBridge] of GOOD) {
    t.equal(cronOf(parseSchedule(text)), cron, text);
    t.equal(eventBridgeExpression(parseSchedule(text)), eventBridge, text);
    t.same(parseSchedule(cron), parseSchedule(text), `${cron} are the same times`);
  }
});

const BAD: readonly [text: string, says: string | RegExp][] = [
  ['', '"" has 1 field instead of 5.'],
  ['0 3 * *', '"0 3 * *" has 4 fields instead of 5.'],
  ['0 0 3 * * *', '"0 0 3 * * *" has 6 fields instead of 5.'],
  ['0 3 * * * 2027', '"0 3 * * * 2027" has 6 fields instead of 5.'],
  ['@every 5m', /^"@every 5m" is no schedule; there are @hourly, @daily/],
  ['@reboot', /^"@reboot" is no schedule/],
  ['60 * * * *', '"60" is not a minute (0 to 59).'],
  ['* 24 * * *', '"24" is not an hour (0 to 23).'],
  ['* * 0 * *', '"0" is not a day of the month (1 to 31).'],
  ['* * * 13 *', '"13" is not a month (1 to 12).'],
  ['* * * FEBR *', '"FEBR" is not a month (1 to 12).'],
  ['* * * * 8', '"8" is not a weekday (0 to 7).'],
  ['-5 * * * *', '"-5" is not a minute.'],
  ['1, * * * *', '"" is not a minute.'],
  ['1.5 * * * *', '"1.5" is not a minute (0 to 59).'],
  ['30-10 * * * *', '"30-10" ends before it begins.'],
  ['* * * * SAT-MON', '"SAT-MON" ends before it begins.'],
  ['*/0 * * * *', '"*/0" has a step of 0; it can be 1 to 59.'],
  ['*/90 * * * *', '"*/90" has a step of 90; it can be 1 to 59.'],
  ['? * * * *', '"?" is not a minute that cron knows.'],
  ['0 0 L * *', '"L" is not a day of the month that cron knows.'],
  ['0 0 15W * *', '"15W" is not a day of the month that cron knows.'],
  ['0 0 * * 5#3', '"5#3" is not a weekday that cron knows.'],
  ['0 0 1 * MON', 'A day of the month and a weekday together are two timers.'],
  ['0 0 */2 * MON', 'A day of the month and a weekday together are two timers.'],
  ['0 0 ? * 2 *', 'Weekday 2 is another day for AWS (1 is SUN) than for cron (0 is SUN).'],
  ['0 0 31 2,4 *', '"0 0 31 2,4 *" is a day that never comes.'],
  [`0 0 ${'1,'.repeat(40_000)}2 * *`, 'A schedule of 80009 characters is too long.'],
];

t.test('what is no schedule, or none that EventBridge can say', async (t) => {
  for (const [text, says] of BAD)
    t.throws(() => parseSchedule(text), { code: 'bad_schedule', message: says }, text.slice(0, 40));
});

t.test('when it runs next', async (t) => {
  const next = (text: string, after: string) => nextRun(parseSchedule(text), new Date(after)).toISOString();
  t.equal(next('* * * * *', '2026-01-01T00:00:30Z'), '2026-01-01T00:01:00.000Z');
  t.equal(next('0 3 * * *', '2026-01-01T03:00:00Z'), '2026-01-02T03:00:00.000Z', 'not at the same minute again');
  t.equal(next('0 3 * * *', '2026-12-31T23:59:59Z'), '2027-01-01T03:00:00.000Z');
  t.equal(next('30 18 * * MON-FRI', '2026-11-27T18:30:00Z'), '2026-11-30T18:30:00.000Z', 'from Friday to Monday');
  t.equal(next('0 0 29 2 *', '2097-01-01T00:00:00Z'), '2104-02-29T00:00:00.000Z', '2100 is no leap year');
});
