import t from 'tap';
import type { Usage } from '../../../../server/aws/load-balancing.ts';
import { requireRoom } from '../../../../server/deploy/router-room.ts';

const rules = (carried: number): Usage => ({ what: 'rules', carried, most: 100, quota: 'Rules per ALB' });
const groups = (carried: number): Usage => ({ what: 'target groups', carried, most: 100, quota: 'Groups per ALB' });

/** A balancer that notes how often it was asked. */
function balancer(...usage: Usage[]) {
  const asked: string[] = [];
  return {
    asked,
    usage: async (listener: string) => {
      asked.push(listener);
      return usage;
    },
  };
}

t.test('the last place is given, the next is refused with the numbers and the way on', async (t) => {
  const newcomer = { app: 'late', serving: ['web'], before: [] };
  await t.resolves(requireRoom(balancer(rules(99), groups(99)), 'arn', newcomer));
  await t.rejects(requireRoom(balancer(rules(100), groups(50)), 'arn', newcomer), {
    code: 'router_full',
    message: "This rack's load balancer carries 100 of 100 rules, and late would need one more.",
    hint: /ssh rack destroy APP.*"Rules per ALB" in AWS Service Quotas/,
    blame: 'user',
  });
  await t.rejects(requireRoom(balancer(rules(50), groups(100)), 'arn', newcomer), {
    message: "This rack's load balancer carries 100 of 100 target groups, and late would need one more.",
    hint: /"Groups per ALB"/,
  });
});

t.test('nobody asks where no rule is added', async (t) => {
  const full = balancer(rules(100));
  await requireRoom(full, 'arn', { app: 'worker', serving: [], before: [] });
  await requireRoom(full, 'arn', { app: 'there', serving: ['web'], before: ['admin', 'web'] });
  t.same(full.asked, []);
  const late = { app: 'worker', serving: ['web'], before: [] };
  await t.rejects(requireRoom(full, 'arn', late), { code: 'router_full' }, 'a worker that becomes a web app');
  t.same(full.asked, ['arn']);
});

t.test('every process that is served for the first time needs its own place', async (t) => {
  const newcomer = { app: 'shop', serving: ['web', 'admin', 'api'], before: ['web'] };
  await t.resolves(requireRoom(balancer(rules(98)), 'arn', newcomer));
  await t.rejects(requireRoom(balancer(rules(99)), 'arn', newcomer), {
    message: "This rack's load balancer carries 99 of 100 rules, and shop would need 2 more.",
  });
});
