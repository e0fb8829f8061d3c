import type { OperationOf } from './operation.ts';

/** DescribeAccountLimits: the quotas of a new account; only those of a template are held here. */
export const describeAccountLimits: OperationOf = () => () => ({
  AccountLimits: [
    { Name: 'ConcurrentResourcesLimit', Value: 2500 },
    { Name: 'StackLimit', Value: 2000 },
    { Name: 'StackOutputsLimit', Value: 200 },
  ],
});
