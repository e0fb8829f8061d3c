import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { actionsIn, actionView } from '../../../../local/elb/actions.ts';
import { conditionsIn, conditionView } from '../../../../local/elb/conditions.ts';
import type { Place } from '../../../../local/elb/forward.ts';
import { refuseTaken } from '../../../../local/elb/priorities.ts';
import { State } from '../../../../local/elb/state.ts';
import { openDatabase } from '../../../../local/store/database.ts';

const PLACE = { loadBalancerArn: 'arn:aws:elasticloadbalancing:r:0:loadbalancer/app/net/1', protocol: 'HTTP' as const };

function openState(t: { teardown(done: () => void): void }): State {
  const folder = mkdtempSync(join(tmpdir(), 'elb-'));
  const database = openDatabase(join(folder, 'local.db'));
  t.teardown(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  return new State(database);
}

t.test('conditions are taken from Values and from their own member, and answered in both', async (t) => {
  const fromValues = conditionsIn([{ Field: 'host-header', Values: ['a.localhost'] }]);
  const fromConfig = conditionsIn([{ Field: 'host-header', HostHeaderConfig: { Values: ['a.localhost'] } }]);
  t.same(fromValues, fromConfig);
  t.match(fromValues.map(conditionView), [{ Values: ['a.localhost'], HostHeaderConfig: { Values: ['a.localhost'] } }]);
});

t.test('what cannot be carried out is refused', async (t) => {
  t.throws(() => conditionsIn([{ Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'a' }] } }]), {
    code: 'ValidationError',
  });
  t.throws(() => conditionsIn([{ Field: 'host-header', Values: ['a b'] }]), { code: 'ValidationError' });
  t.throws(() => conditionsIn([{ Field: 'path-pattern', Values: ['/a\n  use_backend x'] }]), {
    code: 'ValidationError',
  });
  t.throws(() => actionsIn([{ Type: 'authenticate-oidc' }], openState(t), PLACE), { code: 'ValidationError' });
  t.throws(() => actionsIn([{ Type: 'forward', TargetGroupArn: 'arn' }], openState(t), PLACE), {
    code: 'TargetGroupNotFound',
  });
});

t.test('a fixed response keeps its answer', async (t) => {
  const response = { StatusCode: '404', ContentType: 'text/html', MessageBody: '<p>none</p>' };
  const [action] = actionsIn([{ Type: 'fixed-response', FixedResponseConfig: response }], openState(t), PLACE);
  t.match(action && actionView(action), { Type: 'fixed-response', FixedResponseConfig: response });
});

t.test('two rules can change places, a third cannot take the place of one', async (t) => {
  const state = openState(t);
  const rule = (arn: string, priority: number) =>
    state.rules.save({ arn, listenerArn: 'listener', priority, conditions: [], actions: [], tags: [] });
  rule('one', 1);
  rule('two', 2);
  t.doesNotThrow(() => refuseTaken(state, 'listener', [2, 1], ['one', 'two']));
  t.throws(() => refuseTaken(state, 'listener', [2], ['one']), { code: 'PriorityInUse' });
  t.throws(() => refuseTaken(state, 'listener', [1]), { code: 'PriorityInUse' });
});

t.test('a redirect changes something, and does not take the encryption away', async (t) => {
  const redirect = (RedirectConfig: object, place: Place = PLACE) =>
    actionsIn(
      [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301', ...RedirectConfig } }],
      openState(t),
      place,
    );
  const code = 'InvalidLoadBalancerAction';
  t.throws(() => redirect({}), { code, message: /creates a loop/ });
  t.throws(() => redirect({ Query: 'a=b' }), { code }, 'a query alone is no change');
  t.throws(() => redirect({ Protocol: 'HTTP', Port: '80' }, { ...PLACE, protocol: 'HTTPS' }), { code });
  t.throws(() => redirect({ Path: 'x' }), { code: 'ValidationError' });
  const [action] = redirect({ Protocol: 'HTTPS', Port: '443' });
  t.match(action && actionView(action), { RedirectConfig: { Protocol: 'HTTPS', Host: '#{host}', Path: '/#{path}' } });
});

t.test('regular expressions are taken where AWS takes them, as far as its engine goes', async (t) => {
  const path = (RegexValues: string[], more = {}) =>
    conditionsIn([{ Field: 'path-pattern', PathPatternConfig: { RegexValues, ...more } }]);
  t.match(path(['^/a/\\d+$']).map(conditionView), [{ PathPatternConfig: { RegexValues: ['^/a/\\d+$'] } }]);
  const code = 'ValidationError';
  for (const bad of ['(', 'a(?=b)', '(a)\\1', 'x'.repeat(129)]) t.throws(() => path([bad]), { code }, bad);
  t.throws(() => path(['a'], { Values: ['/a'] }), { code });
  t.throws(() => conditionsIn([{ Field: 'source-ip', SourceIpConfig: { RegexValues: ['1'] } }]), { code });
  const twice = [
    { Field: 'path-pattern', Values: ['/a'] },
    { Field: 'path-pattern', Values: ['/b'] },
  ];
  t.throws(() => conditionsIn(twice), { code, message: /only have one 'path-pattern'/ });
});
