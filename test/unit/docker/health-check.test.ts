import t from 'tap';
import { healthCheckOf } from '../../../docker/health-check.ts';

t.test('a HEALTHCHECK is told in seconds, and what it does not say is left open', async (t) => {
  const full = { Test: ['CMD-SHELL', 'true'], Interval: 5e9, Timeout: 2e9, Retries: 4, StartPeriod: 1e10 };
  t.same(healthCheckOf(full), { test: ['CMD-SHELL', 'true'], interval: 5, timeout: 2, retries: 4, startPeriod: 10 });
  t.same(healthCheckOf({ Test: ['CMD', '/check'], Interval: 0, Timeout: 1e8 }), {
    test: ['CMD', '/check'],
    timeout: 1,
  });
});

t.test('NONE, an inherited one that is empty, and nothing are no HEALTHCHECK', async (t) => {
  for (const config of [{ Test: ['NONE'] }, { Test: [] }, {}, undefined]) t.equal(healthCheckOf(config), undefined);
});
