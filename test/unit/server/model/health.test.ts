import t from 'tap';
import { checkHealth, ecsHealthCheck, probeOf } from '../../../../server/model/health.ts';

t.test('a path that the app names must succeed; any answer at all will do for one that names none', async (t) => {
  t.same(probeOf({}, 60), { path: '/', interval: 5, timeout: 4, grace: 60, codes: '200-499' });
  t.match(probeOf({ path: '/up' }, 60), { path: '/up', codes: '200-399' });
});

t.test('what is not said goes with what is', async (t) => {
  t.match(probeOf({ timeout: 9 }, 60), { interval: 10, timeout: 9 });
  t.match(probeOf({ interval: 20 }, 60), { interval: 20, timeout: 4 });
  t.match(probeOf({ grace: 5 }, 60), { grace: 60 }, 'nobody has less time than the rack gives');
  t.match(probeOf({ grace: 300 }, 60), { grace: 300 });
});

t.test('what no load balancer takes is refused with the number', async (t) => {
  const refused: [object, RegExp][] = [
    [{ path: 'up' }, /its path "up"/],
    [{ path: '/a b' }, /its path "\/a b"/],
    [{ interval: 2 }, /interval of 2 seconds .* 5 to 300/],
    [{ interval: 400 }, /interval of 400/],
    [{ timeout: 1 }, /timeout of 1 seconds .* 2 to 120/],
    [{ interval: 10, timeout: 10 }, /timeout of 10 seconds must be shorter than its interval of 10/],
    [{ grace: 1.5 }, /grace of 1.5/],
  ];
  for (const [health, message] of refused) t.throws(() => checkHealth('web', health), { code: 'bad_health', message });
  t.doesNotThrow(() => checkHealth('web', { path: '/up?deep=1', interval: 5, timeout: 4, grace: 0 }));
});

t.test('a health command has times that ECS takes', async (t) => {
  t.same(ecsHealthCheck({ test: ['CMD', 'ok'], interval: 1, timeout: 600, retries: 99, startPeriod: 7 }), {
    Command: ['CMD', 'ok'],
    Interval: 5,
    Timeout: 60,
    Retries: 10,
    StartPeriod: 7,
  });
  t.equal(ecsHealthCheck({ test: ['NONE'] }), undefined);
});
