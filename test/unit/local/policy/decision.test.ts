import t from 'tap';
import { decide, type Statement, type Wish } from '../../../../local/policy/decision.ts';

const QUEUE = 'arn:aws:ecs:eu-west-1:000000000000:task/rack/1';
const allow = (more: object): Statement => ({ Effect: 'Allow', Action: '*', Resource: '*', ...more });
const deny = (more: object): Statement => ({ ...allow(more), Effect: 'Deny' });

function verdict(statements: object[], wish: Partial<Wish> = {}): string {
  const whole: Wish = { action: 'ecs:StopTask', resource: QUEUE, context: {}, ...wish };
  return decide([{ Statement: statements as Statement[] }], whole);
}

t.test('actions', async (t) => {
  const cases: [object, string][] = [
    [{ Action: 'ecs:StopTask' }, 'allowed'],
    [{ Action: 'ECS:stoptask' }, 'allowed'],
    [{ Action: ['ecs:RunTask', 'ecs:StopTask'] }, 'allowed'],
    [{ Action: 'ecs:Stop*' }, 'allowed'],
    [{ Action: 'ecs:?topTask' }, 'allowed'],
    [{ Action: 'ecs:Stop' }, 'unspoken'],
    [{ Action: 'ecs.StopTask' }, 'unspoken'],
    [{ Action: 'xecs:StopTask' }, 'unspoken'],
    [{ Action: '' }, 'unspoken'],
    [{ Action: [] }, 'unspoken'],
    [{ Action: undefined, NotAction: 'iam:*' }, 'allowed'],
    [{ Action: undefined, NotAction: 'ECS:*' }, 'unspoken'],
    [{ Action: undefined, NotAction: ['iam:*', 'ecs:Stop*'] }, 'unspoken'],
    [{ Action: undefined }, 'unspoken'],
    [{ Effect: 'allow' }, 'unspoken'],
    [{ Effect: undefined }, 'unspoken'],
  ];
  for (const [more, wanted] of cases) t.equal(verdict([allow(more)]), wanted, JSON.stringify(more));
});

t.test('resources', async (t) => {
  const cases: [object, string | undefined, string][] = [
    [{ Resource: QUEUE }, QUEUE, 'allowed'],
    [{ Resource: QUEUE.toUpperCase() }, QUEUE, 'unspoken'],
    [{ Resource: `${QUEUE}*` }, QUEUE, 'allowed'],
    [{ Resource: 'arn:aws:ecs:*:task/rack/*' }, QUEUE, 'allowed'],
    [{ Resource: 'arn:aws:ecs:*:task/rack/?' }, QUEUE, 'allowed'],
    [{ Resource: 'arn:aws:ecs:*:task/rack/??' }, QUEUE, 'unspoken'],
    [{ Resource: 'task/rack/1' }, QUEUE, 'unspoken'],
    [{ Resource: 'arn:aws:s3:::a.b/*' }, 'arn:aws:s3:::axb/c', 'unspoken'],
    [{ Resource: 'arn:aws:s3:::a/*' }, 'arn:aws:s3:::a/b\nc', 'allowed'],
    [{ Resource: undefined }, QUEUE, 'unspoken'],
    [{ Resource: undefined, NotResource: 'arn:aws:ecs:*' }, QUEUE, 'unspoken'],
    [{ Resource: undefined, NotResource: 'arn:aws:iam:*' }, QUEUE, 'allowed'],
    // An action without resources.
    [{ Resource: '*' }, '*', 'allowed'],
    [{ Resource: 'arn:aws:ecs:*' }, '*', 'unspoken'],
    [{ Resource: '?' }, '*', 'unspoken'],
    // What it is about cannot be told.
    [{ Resource: '*' }, undefined, 'allowed'],
    [{ Resource: ['x', '*'] }, undefined, 'allowed'],
    [{ Resource: 'arn:*' }, undefined, 'unspoken'],
    [{ Resource: undefined, NotResource: 'arn:aws:iam:*' }, undefined, 'unspoken'],
  ];
  for (const [more, resource, wanted] of cases)
    t.equal(verdict([allow(more)], { resource }), wanted, `${JSON.stringify(more)} ${resource}`);
});

t.test('one that denies wins', async (t) => {
  t.equal(verdict([]), 'unspoken');
  t.equal(verdict([deny({})]), 'denied');
  t.equal(verdict([allow({}), deny({})]), 'denied');
  t.equal(verdict([deny({}), allow({})]), 'denied');
  t.equal(verdict([allow({}), deny({ Action: 'iam:*' })]), 'allowed');
  t.equal(verdict([allow({}), deny({ Resource: 'arn:aws:iam:*' })]), 'allowed');
  t.equal(verdict([allow({}), deny({ Resource: 'arn:aws:iam:*' })], { resource: undefined }), 'denied');
  t.equal(verdict([allow({}), deny({ Action: undefined, NotAction: 'iam:*' })]), 'denied');
  const [one, other] = [{ Statement: allow({}) }, { Statement: deny({}) }];
  const wish = { action: 'ecs:StopTask', resource: '*', context: {} };
  t.equal(decide([one, other], wish), 'denied', 'of another document');
  t.equal(decide([], wish), 'unspoken');
});

t.test('conditions', async (t) => {
  const context = { 'ecs:cluster': 'arn:c/rack', 'aws:RequestTag/Rack': 'rack', 'iam:PassedToService': undefined };
  // [operator, key, wanted, does a statement that allows apply, does one that denies]
  const cases: [string, string, string | string[], boolean, boolean][] = [
    ['StringEquals', 'ecs:cluster', 'arn:c/rack', true, true],
    ['StringEquals', 'ECS:Cluster', 'arn:c/rack', true, true],
    ['StringEquals', 'ecs:cluster', 'arn:c/RACK', false, false],
    ['StringEquals', 'ecs:cluster', 'arn:c/*', false, false],
    ['StringEquals', 'ecs:cluster', ['x', 'arn:c/rack'], true, true],
    ['StringNotEquals', 'ecs:cluster', 'arn:c/rack', false, false],
    ['StringNotEquals', 'ecs:cluster', 'x', true, true],
    ['StringLike', 'ecs:cluster', 'arn:c/*', true, true],
    ['StringNotLike', 'ecs:cluster', 'arn:c/*', false, false],
    ['ArnEquals', 'ecs:cluster', 'arn:c/*', true, true],
    ['ArnNotLike', 'ecs:cluster', 'arn:d/*', true, true],
    ['StringEquals', 'aws:RequestTag/rack', 'rack', true, true],
    // Keys that would be there if the request had them.
    ['StringEquals', 'iam:PassedToService', 'x', false, false],
    ['StringEquals', 'aws:RequestTag/other', 'x', false, false],
    ['StringNotEquals', 'iam:PermissionsBoundary', 'arn:boundary', true, true],
    ['Null', 'aws:RequestTag/other', 'true', true, true],
    ['Null', 'aws:RequestTag/rack', 'true', false, false],
    ['Null', 'aws:RequestTag/rack', 'false', true, true],
    // Keys and operators of which nothing is known: no permission, but a refusal.
    ['StringEquals', 'aws:SourceVpc', 'vpc-1', false, true],
    ['StringNotEquals', 'aws:SourceVpc', 'vpc-1', false, true],
    ['Null', 'aws:SourceVpc', 'true', false, true],
    ['StringEqualsIfExists', 'ecs:cluster', 'arn:c/rack', false, true],
    ['ForAnyValue:StringEquals', 'aws:RequestTag/rack', 'rack', false, true],
    ['toString', 'ecs:cluster', 'arn:c/rack', false, true],
  ];
  for (const [operator, key, wanted, allows, denies] of cases) {
    const Condition = { [operator]: { [key]: wanted } };
    const title = JSON.stringify(Condition);
    t.equal(verdict([allow({ Condition })], { context }), allows ? 'allowed' : 'unspoken', `allow ${title}`);
    t.equal(verdict([deny({ Condition })], { context }), denies ? 'denied' : 'unspoken', `deny ${title}`);
  }
  const both = { StringEquals: { 'ecs:cluster': 'arn:c/rack', 'aws:RequestTag/rack': 'x' } };
  t.equal(verdict([allow({ Condition: both })], { context }), 'unspoken', 'all must hold');
});
