import { join } from 'node:path';
import t from 'tap';
import type { Input } from '../../../../local/endpoint/service.ts';
import { createServiceQuotas } from '../../../../local/servicequotas/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';
import { newPlace } from '../place.ts';

const config = newPlace();
const database = openDatabase(join(config.home, 'local.db'));
t.teardown(() => database.close());
const { operations } = createServiceQuotas({ config, database });
const call = async (operation: string, input: Input): Promise<Input> => (await operations[operation]?.(input)) ?? {};
const RULES = { ServiceCode: 'elasticloadbalancing', QuotaCode: 'L-7EED9B64' };

t.test('more rules are granted at once, and remembered', async (t) => {
  const QuotaArn = 'arn:aws:servicequotas:eu-central-1:123456789012:elasticloadbalancing/L-7EED9B64';
  const before = (await call('GetServiceQuota', RULES)).Quota;
  t.match(before, {
    ...RULES,
    QuotaArn,
    QuotaName: 'Rules per Application Load Balancer',
    Value: 100,
    Adjustable: true,
  });
  const { RequestedQuota } = await call('RequestServiceQuotaIncrease', { ...RULES, DesiredValue: 250 });
  t.match(RequestedQuota, {
    ...RULES,
    QuotaArn,
    DesiredValue: 250,
    Status: 'APPROVED',
    Unit: 'None',
    GlobalQuota: false,
  });
  t.equal((await call('GetServiceQuota', RULES)).Quota.Value, 250);
  t.match((await call('ListServiceQuotas', RULES)).Quotas, [{ Value: 250 }]);
  t.match((await call('GetAWSDefaultServiceQuota', RULES)).Quota, {
    QuotaArn: 'arn:aws:servicequotas:eu-central-1::elasticloadbalancing/L-7EED9B64',
    Value: 100,
  });
  t.same(await call('GetRequestedServiceQuotaChange', { RequestId: RequestedQuota.Id }), { RequestedQuota });
  t.same((await call('ListRequestedServiceQuotaChangeHistory', {})).RequestedQuotas, [RequestedQuota]);
  t.same((await call('ListRequestedServiceQuotaChangeHistoryByQuota', RULES)).RequestedQuotas, [RequestedQuota]);
  t.same((await call('ListRequestedServiceQuotaChangeHistory', { Status: 'PENDING' })).RequestedQuotas, []);
});

t.test('less, what nobody gets and what is not there are refused', async (t) => {
  const request = (input: Input) => call('RequestServiceQuotaIncrease', { ...RULES, ...input });
  await t.rejects(request({ DesiredValue: 250 }), {
    code: 'IllegalArgumentException',
    message: 'You must provide a quota value greater than the current quota value',
  });
  await t.rejects(request({}), { code: 'IllegalArgumentException' });
  await t.rejects(request({ QuotaCode: 'L-822D1B1B', DesiredValue: 200 }), { code: 'IllegalArgumentException' });
  await t.rejects(request({ QuotaCode: 'L-00000000', DesiredValue: 200 }), { code: 'NoSuchResourceException' });
  await t.rejects(call('ListServiceQuotas', { ServiceCode: 'vpc' }), { code: 'NoSuchResourceException' });
  await t.rejects(call('ListServiceQuotas', {}), { code: 'IllegalArgumentException' });
  await t.rejects(call('GetRequestedServiceQuotaChange', { RequestId: 'none' }), { code: 'NoSuchResourceException' });
});

t.test('quotas come page by page', async (t) => {
  const all = (await call('ListServiceQuotas', { ServiceCode: RULES.ServiceCode })).Quotas;
  const first = await call('ListServiceQuotas', { ServiceCode: RULES.ServiceCode, MaxResults: 4 });
  const rest = await call('ListServiceQuotas', { ServiceCode: RULES.ServiceCode, NextToken: first.NextToken });
  t.same([...first.Quotas, ...rest.Quotas], all);
  t.match(await call('ListServices', {}), { Services: [{ ServiceCode: 'elasticloadbalancing' }] });
});
