import t from 'tap';
import {
  limitsOf,
  refuseListenersBeyond,
  refuseLoadBalancersBeyond,
  refuseTargetGroupsBeyond,
  refuseTargetsBeyond,
} from '../../../../local/elb/limits.ts';
import type { LoadBalancer, TargetGroup } from '../../../../local/elb/model.ts';
import { State } from '../../../../local/elb/state.ts';
import type { Input } from '../../../../local/endpoint/service.ts';
import { createServiceQuotas } from '../../../../local/servicequotas/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';
import { newPlace } from '../place.ts';

const quotas = createServiceQuotas({ config: newPlace(), database: openDatabase(':memory:') });
const callAws = async (_service: string, operation: string, input: Input) => quotas.operations[operation]?.(input);
const limits = await limitsOf(callAws);

const ARN = 'arn:aws:elasticloadbalancing:r:0';
const balancer = (type: string, id: number) => ({ arn: `${ARN}:loadbalancer/${type}/b/${id}` }) as LoadBalancer;
const group = (id: number) => ({ arn: `${ARN}:targetgroup/g/${id}`, protocol: 'TCP', healthCheck: {} }) as TargetGroup;

/** A state with so many records of one noun. */
function fill(count: number, put: (state: State, id: number) => void): State {
  const state = new State(openDatabase(':memory:'));
  state.together(() => {
    for (let id = 0; id < count; id++) put(state, id);
  });
  return state;
}

t.test('load balancers are counted by their type', async (t) => {
  const state = fill(50, ({ loadBalancers }, id) => void loadBalancers.save(balancer('net', id)));
  t.throws(() => refuseLoadBalancersBeyond(state, limits, 'network'), { code: 'TooManyLoadBalancers' });
  t.doesNotThrow(() => refuseLoadBalancersBeyond(state, limits, 'application'));
});

t.test('listeners are counted by load balancer', async (t) => {
  const loadBalancerArn = balancer('app', 1).arn;
  const security = { certificates: [], sslPolicy: undefined, alpnPolicy: undefined };
  const place = { protocol: 'HTTP' as const, port: 1, actions: [], defaultRuleArn: '' };
  const rest = { ...place, ...security, attributes: {}, tags: [] };
  const state = fill(50, ({ listeners }, id) => void listeners.save({ arn: String(id), loadBalancerArn, ...rest }));
  t.throws(() => refuseListenersBeyond(state, limits, balancer('app', 1)), {
    code: 'TooManyListeners',
    message: `The maximum number of listeners on load balancer '${loadBalancerArn}' has been reached`,
  });
  t.doesNotThrow(() => refuseListenersBeyond(state, limits, balancer('app', 2)));
});

t.test('target groups, and the targets in one of them', async (t) => {
  const groups = fill(limits['target-groups'], ({ targetGroups }, id) => void targetGroups.save(group(id)));
  t.throws(() => refuseTargetGroupsBeyond(groups, limits), { code: 'TooManyTargetGroups' });
  const targetGroupArn = group(1).arn;
  const rest = { id: '10.0.0.1', slot: 1, state: 'initial' as const, reason: undefined, drainUntil: undefined };
  const targets = fill(
    999,
    (state, port) => void state.targets.save({ key: String(port), targetGroupArn, port, ...rest }),
  );
  t.doesNotThrow(() => refuseTargetsBeyond(targets, limits, group(1), 1));
  t.throws(() => refuseTargetsBeyond(targets, limits, group(1), 2), { code: 'TooManyTargets', message: /'1000'/ });
});

t.test('what Service Quotas grants is a limit from then on', async (t) => {
  t.equal(limits['rules-per-application-load-balancer'], 100);
  const request = { ServiceCode: 'elasticloadbalancing', QuotaCode: 'L-7EED9B64', DesiredValue: 1000 };
  await callAws('servicequotas', 'RequestServiceQuotaIncrease', request);
  t.same({ ...limits, 'rules-per-application-load-balancer': 1000 }, await limitsOf(callAws));
});

t.test('what was recorded before there were protocols is HTTP', async (t) => {
  const database = openDatabase(':memory:');
  const old = new State(database);
  old.targetGroups.save({ arn: 'g', healthCheck: { path: '/up' } } as TargetGroup);
  old.listeners.save({
    arn: 'l',
    port: 80,
    actions: [{ kind: 'forward', targetGroupArn: 'g' }],
  } as unknown as Parameters<typeof old.listeners.save>[0]);
  const state = new State(database);
  t.match(state.targetGroups.get('g'), {
    protocol: 'HTTP',
    protocolVersion: 'HTTP1',
    healthCheck: { protocol: 'HTTP', path: '/up' },
  });
  t.match(state.listeners.get('l'), {
    protocol: 'HTTP',
    port: 80,
    certificates: [],
    actions: [{ kind: 'forward', groups: [{ arn: 'g', weight: 1 }] }],
  });
});
