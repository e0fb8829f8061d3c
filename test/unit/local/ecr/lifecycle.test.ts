import t from 'tap';
import { expired } from '../../../../local/ecr/lifecycle/expired.ts';
import { rulesIn } from '../../../../local/ecr/lifecycle/policy.ts';

const DAY = 24 * 3600 * 1000;
const NOW = 100 * DAY;

/** An image that was pushed so many days ago. */
const image = (digest: string, days: number, ...tags: string[]) => ({ digest, tags, pushedAt: NOW - days * DAY });
const rule = (rulePriority: number, selection: object) => ({ rulePriority, selection, action: { type: 'expire' } });
const policy = (...rules: object[]) => rulesIn(JSON.stringify({ rules }));
const newest = (countNumber: number) => ({ tagStatus: 'any', countType: 'imageCountMoreThan', countNumber });
const olderThan = (countNumber: number) => ({ countType: 'sinceImagePushed', countUnit: 'days', countNumber });

t.test('the newest stay', async (t) => {
  const images = [image('old', 9), image('new', 1, 'v3'), image('middle', 5, 'v2')];
  t.same(expired(images, policy(rule(1, newest(2))), NOW), ['old']);
  t.same(expired(images, policy(rule(1, newest(3))), NOW), []);
});

t.test('images without a tag expire by their age, those with one do not', async (t) => {
  const images = [image('a', 20), image('b', 5), image('c', 20, 'v1')];
  t.same(expired(images, policy(rule(1, { tagStatus: 'untagged', ...olderThan(14) })), NOW), ['a']);
});

t.test('an image that a first rule is about is not expired by a later one, which counts it nevertheless', async (t) => {
  const keep = { tagStatus: 'tagged', tagPrefixList: ['prod'], countType: 'imageCountMoreThan', countNumber: 1 };
  const images = [image('p1', 9, 'prod-1'), image('p2', 1, 'prod-2'), image('x', 5), image('y', 2)];
  const rules = policy(rule(2, newest(1)), rule(1, keep));
  t.same(expired(images, rules, NOW).sort(), ['p1', 'x', 'y'], 'p2 is the newest of all, and of the first rule');
});

t.test('several prefixes or patterns must all be met', async (t) => {
  const both = { tagStatus: 'tagged', tagPatternList: ['prod*web', 'v*'], ...olderThan(1) };
  const images = [image('one', 9, 'prod-web'), image('two', 9, 'prod-web', 'v1'), image('none', 9, 'web', 'v1')];
  t.same(expired(images, policy(rule(1, both)), NOW), ['two']);
});

t.test('policies that ECR refuses', async (t) => {
  const refused: [string, object[]][] = [
    ['at least one rule', []],
    ['rulePriority must be unique', [rule(1, newest(1)), rule(1, { tagStatus: 'untagged', ...olderThan(1) })]],
    ['highest rulePriority', [rule(1, newest(1)), rule(2, { tagStatus: 'untagged', ...olderThan(1) })]],
    ['tagPrefixList or a tagPatternList', [rule(1, { ...newest(1), tagStatus: 'tagged' })]],
    ['tagStatus tagged only', [rule(1, { ...newest(1), tagPrefixList: ['v'] })]],
    ['countUnit must be days', [rule(1, { tagStatus: 'any', countType: 'sinceImagePushed', countNumber: 1 })]],
    ['countType must be one of', [rule(1, { tagStatus: 'any', countType: 'sinceImagePulled', countNumber: 1 })]],
    ['countNumber', [rule(1, newest(0))]],
    ['must be expire', [{ ...rule(1, newest(1)), action: { type: 'archive' } }]],
  ];
  for (const [message, rules] of refused) {
    t.throws(() => policy(...rules), { code: 'InvalidParameterException', message: new RegExp(message) }, message);
  }
});
