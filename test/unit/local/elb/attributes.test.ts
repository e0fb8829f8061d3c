import t from 'tap';
import { changed, defaultsOf } from '../../../../local/elb/attributes.ts';
import { loadBalancerAttributes } from '../../../../local/elb/load-balancer-attributes.ts';
import type { TargetGroup } from '../../../../local/elb/model.ts';
import { changedAttributes, targetGroupAttributes } from '../../../../local/elb/target-group-attributes.ts';

const set = (Key: string, Value: string) => ({ Attributes: [{ Key, Value }] });

t.test('each type of load balancer has attributes of its own', async (t) => {
  const network = loadBalancerAttributes('network');
  t.match(defaultsOf(network), { 'load_balancing.cross_zone.enabled': 'false' });
  t.match(changed({}, set('load_balancing.cross_zone.enabled', 'true'), network), {
    'load_balancing.cross_zone.enabled': 'true',
  });
  t.throws(() => changed({}, set('idle_timeout.timeout_seconds', '90'), network), {
    code: 'InvalidConfigurationRequest',
    message:
      "Load balancer attribute key 'idle_timeout.timeout_seconds' is not supported on load balancers with type 'network'",
  });
  t.throws(() => changed({}, set('nothing', '1'), network), { code: 'ValidationError', message: /not recognized/ });
  const application = loadBalancerAttributes('application');
  t.throws(() => changed({}, set('load_balancing.cross_zone.enabled', 'false'), application), { message: /supported/ });
});

t.test("targets see the proxy's address, whatever is asked for", async (t) => {
  const key = 'preserve_client_ip.enabled';
  const instances = targetGroupAttributes({ protocol: 'TCP', targetType: 'instance' });
  const addresses = targetGroupAttributes({ protocol: 'TCP', targetType: 'ip' });
  t.equal(defaultsOf(instances)[key], 'true');
  t.equal(defaultsOf(addresses)[key], 'false');
  t.match(changed({}, set(key, 'false'), instances), { [key]: 'false' });
  t.throws(() => changed({}, set(key, 'true'), addresses), { code: 'ValidationError' });
});

t.test('attributes of the other protocol are refused', async (t) => {
  const tcp = targetGroupAttributes({ protocol: 'TCP', targetType: 'ip' });
  const http = targetGroupAttributes({ protocol: 'HTTP', targetType: 'ip' });
  const code = 'InvalidConfigurationRequest';
  t.throws(() => changed({}, set('slow_start.duration_seconds', '30'), tcp), { code });
  t.throws(() => changed({}, set('proxy_protocol_v2.enabled', 'true'), http), { code });
  t.throws(() => changed({}, set('stickiness.type', 'source_ip'), http), { code, message: /HTTP protocol$/ });
  t.throws(() => changed({}, set('deregistration_delay.timeout_seconds', '3601'), tcp), { code: 'ValidationError' });
  t.match(changed({}, set('deregistration_delay.timeout_seconds', '3600'), tcp), {});
});

t.test('slow start goes with turns only, and cookies of an application need its name', async (t) => {
  const kind = { protocol: 'HTTP' as const, protocolVersion: 'HTTP1' as const, targetType: 'ip' };
  const group = { ...kind, attributes: defaultsOf(targetGroupAttributes(kind)) } as TargetGroup;
  const given = (values: Record<string, string>) => ({
    Attributes: Object.entries(values).map(([Key, Value]) => ({ Key, Value })),
  });
  const slow = { 'slow_start.duration_seconds': '30' };
  t.match(changedAttributes(group, given(slow)), slow);
  const both = { ...slow, 'load_balancing.algorithm.type': 'least_outstanding_requests' };
  t.throws(() => changedAttributes(group, given(both)), { code: 'InvalidConfigurationRequest' });
  const app = { 'stickiness.enabled': 'true', 'stickiness.type': 'app_cookie' };
  t.throws(() => changedAttributes(group, given(app)), { code: 'ValidationError' });
  const named = { ...app, 'stickiness.app_cookie.cookie_name': 'session' };
  t.match(changedAttributes(group, given(named)), named);
  const reserved = { ...app, 'stickiness.app_cookie.cookie_name': 'AWSALBX' };
  t.throws(() => changedAttributes(group, given(reserved)), { code: 'ValidationError' });
});
