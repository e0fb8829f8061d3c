import type { Coverage } from '../coverage/coverage.ts';

const OURS = 'Of Elastic Load Balancing, as far as local/ enforces them.';

/** How far the operations of Service Quotas go. */
export const coverage: Coverage<'servicequotas'> = {
  partial: {
    GetAWSDefaultServiceQuota: OURS,
    GetServiceQuota: [OURS, 'Of accounts, not of single resources.'],
    ListAWSDefaultServiceQuotas: OURS,
    ListServiceQuotas: [OURS, 'Of accounts, not of single resources.'],
    ListServices: 'Those with quotas here.',
    RequestServiceQuotaIncrease: 'Granted at once, as much as is asked for, where AWS may grant more.',
  },
};
