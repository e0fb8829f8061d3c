import t from 'tap';
import { parseForm } from '../../../../../local/endpoint/protocols/form.ts';

t.test('dots nest, members are lists in the order of their numbers', async (t) => {
  const form =
    'Action=X&Tags.member.2.Key=b&Tags.member.1.Key=a+b&Tags.member.1.Value=%26&Filter.10=z&Filter.9=y&A.B.C=deep&Empty=';
  t.strictSame(JSON.parse(JSON.stringify(parseForm(form))), {
    Action: 'X',
    Tags: [{ Key: 'a b', Value: '&' }, { Key: 'b' }],
    Filter: ['y', 'z'],
    A: { B: { C: 'deep' } },
    Empty: '',
  });
});

t.test('names that mean something to JavaScript are only names, and a huge number makes no huge list', async (t) => {
  const parsed = parseForm('__proto__.polluted=1&List.member.999999999=x');
  t.equal(({} as Record<string, unknown>).polluted, undefined);
  t.strictSame(parsed.List, ['x']);
});

t.test('the items of some lists have another name than member', async (t) => {
  const form =
    'Tags.Tag.1.Key=a&SubnetIds.SubnetIdentifier.1=x&SubnetIds.SubnetIdentifier.2=y&Filters.Filter.1.Values.Value.1=v';
  const items = { Tags: 'Tag', SubnetIds: 'SubnetIdentifier', Filters: 'Filter', Values: 'Value' };
  t.same(JSON.parse(JSON.stringify(parseForm(form, items))), {
    Tags: [{ Key: 'a' }],
    SubnetIds: ['x', 'y'],
    Filters: [{ Values: ['v'] }],
  });
});
