import type { HealthSpec } from '../../manifest.ts';
import { balancerHealth, GRACE, INTERVAL, isHealthPath, TIMEOUT } from '../health.ts';
import type { Value } from '../value.ts';

/** Reads how the load balancer asks a service: `/health`, or `{path, interval, timeout, grace}`. */
export function healthOf(health: Value): HealthSpec {
  if (health.is !== 'map') return { path: pathOf(health) };
  const { get } = health.fields(['path', 'interval', 'timeout', 'grace']);
  const [path, interval, timeout, grace] = [get('path'), get('interval'), get('timeout'), get('grace')];
  return balancerHealth({
    ...(path && { path: pathOf(path) }),
    ...(interval && { interval: interval.numberWithin(...INTERVAL) }),
    ...(timeout && { timeout: timeout.numberWithin(...TIMEOUT) }),
    ...(grace && { grace: grace.numberWithin(...GRACE) }),
  });
}

// Private

function pathOf(value: Value): string {
  if (isHealthPath(value.text())) return value.text();
  throw value.bad(`${value.path} should be a path such as /health.`);
}
