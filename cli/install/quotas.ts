import {
  DescribeAddressesCommand,
  DescribeInstanceTypesCommand,
  DescribeVpcsCommand,
  type Instance,
  paginateDescribeInstances,
} from '@aws-sdk/client-ec2';
import { DescribeAccountLimitsCommand, paginateDescribeLoadBalancers } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetAWSDefaultServiceQuotaCommand, GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { messageOf } from '../../lib/failure.ts';
import type { Check, Finding } from '../checks/check.ts';
import type { Clients } from './clients.ts';
import type { Values } from './parameters.ts';

/** The quotas of an account that a new rack with these parameters could meet. Takes all parameters, defaults too. */
export function quotaChecks(clients: Clients, values: Values): Check[] {
  const isNew = !values.ExistingVpc;
  const addresses = values.NatGateways === 'PerZone' ? Number(values.Zones) : 1;
  const checks = [
    ...(isNew ? [{ name: 'VPCs', look: () => vpcs(clients) }] : []),
    ...(isNew && values.Placement === 'Private'
      ? [{ name: 'addresses', look: () => elasticAddresses(clients, addresses) }]
      : []),
    { name: 'balancers', look: () => balancers(clients) },
    { name: 'vCPUs', look: () => processors(clients, values) },
  ];
  return checks.map(({ name, look }) => ({ name, look: () => look().catch(unread) }));
}

// Private

/** What an endpoint does not serve is told, and holds nobody up; all else that goes wrong would meet the stack too. */
function unread(error: unknown): Finding {
  if (!/^(InvalidAction|UnknownOperationException|NotImplemented)$/.test((error as Error).name)) throw error;
  return { text: `could not be read: ${messageOf(error)}` };
}

async function vpcs({ ec2, quotas }: Clients): Promise<Finding> {
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
  const limit = await quota({ quotas }, 'vpc', 'L-F678F1CE');
  return roomFor(1, Vpcs.length, limit, 'VPCs', 'Raise the quota "VPCs per Region", or use one with ExistingVpc.');
}

async function elasticAddresses({ ec2, quotas }: Clients, wanted: number): Promise<Finding> {
  const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
  const limit = await quota({ quotas }, 'ec2', 'L-0263D0A3');
  const mend = 'Raise the quota "EC2-VPC Elastic IPs", or use Placement=Public.';
  return roomFor(wanted, Addresses.length, limit, 'Elastic IP addresses', mend);
}

/** A rack has an application and a network load balancer; the finding is that of the one there is less room for. */
async function balancers({ elb }: Clients): Promise<Finding> {
  const used = { application: 0, network: 0 } as Record<string, number>;
  for await (const { LoadBalancers = [] } of paginateDescribeLoadBalancers({ client: elb }, {}))
    for (const { Type = '' } of LoadBalancers) used[Type] = (used[Type] ?? 0) + 1;
  const { Limits = [] } = await elb.send(new DescribeAccountLimitsCommand({}));
  const findings = ['application', 'network'].map((type) => {
    const max = Limits.find(({ Name }) => Name === `${type}-load-balancers`)?.Max;
    const what = `${type} load balancers`;
    const quotaName = `${type[0]!.toUpperCase()}${type.slice(1)} Load Balancers per Region`;
    return roomFor(1, used[type]!, max ? Number(max) : undefined, what, `Raise the quota "${quotaName}".`);
  });
  return findings.find(({ mend }) => mend) ?? { text: findings.map(({ text }) => text).join(', ') };
}

/** The families that share the quota of standard instances; others have quotas of their own, which are not looked at. */
const STANDARD = /^(a|c|d|h|i|im|is|m|r|t|z)\d/;

/** The virtual processors of the least number of instances, as far as they are on demand. */
async function processors({ ec2, quotas }: Clients, values: Values): Promise<Finding> {
  const type = values.InstanceType as never;
  const { InstanceTypes: [info] = [] } = await ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: [type] }));
  const each = info?.VCpuInfo?.DefaultVCpus;
  if (!each || !STANDARD.test(type)) return { text: `the quota of ${type} is not looked at` };
  const wanted = onDemand(values) * each;
  const limit = await quota({ quotas }, 'ec2', 'L-1216C47A');
  const mend =
    'Raise the quota "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", or use fewer or smaller instances.';
  return roomFor(wanted, await processorsInUse({ ec2 }), limit, 'vCPUs of standard instances', mend);
}

/** How many of the least number of instances are on demand: the first, and a share of the others. */
function onDemand({ MinInstances, OnDemandPercent }: Values): number {
  return 1 + Math.ceil(((Number(MinInstances) - 1) * Number(OnDemandPercent)) / 100);
}

async function processorsInUse({ ec2 }: Pick<Clients, 'ec2'>): Promise<number> {
  const Filters = [{ Name: 'instance-state-name', Values: ['pending', 'running'] }];
  let sum = 0;
  for await (const { Reservations = [] } of paginateDescribeInstances({ client: ec2 }, { Filters }))
    for (const instance of Reservations.flatMap(({ Instances = [] }) => Instances)) sum += countedOf(instance);
  return sum;
}

function countedOf({ InstanceType, InstanceLifecycle, CpuOptions }: Partial<Instance>): number {
  if (InstanceLifecycle === 'spot' || !STANDARD.test(InstanceType ?? '')) return 0;
  return (CpuOptions?.CoreCount ?? 1) * (CpuOptions?.ThreadsPerCore ?? 1);
}

/** The account's quota, or AWS's default where it has none of its own; undefined where it cannot be read, which is nobody's fault. */
async function quota({ quotas }: Pick<Clients, 'quotas'>, ServiceCode: string, QuotaCode: string) {
  const input = { ServiceCode, QuotaCode };
  try {
    return (await quotas.send(new GetServiceQuotaCommand(input))).Quota?.Value;
  } catch (error) {
    if ((error as Error).name !== 'NoSuchResourceException') return undefined;
  }
  const defaulted = await quotas.send(new GetAWSDefaultServiceQuotaCommand(input)).catch(() => undefined);
  return defaulted?.Quota?.Value;
}

function roomFor(wanted: number, used: number, limit: number | undefined, what: string, mend: string): Finding {
  const more = wanted > 1 ? `; the rack needs ${wanted}` : '';
  if (limit === undefined) return { text: `${used} ${what}${more}; the quota could not be read` };
  const text = `${used} of ${limit} ${what} are in use${more}`;
  return used + wanted <= limit ? { text } : { text, mend };
}
