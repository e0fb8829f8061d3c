import { DescribeAddressesCommand, DescribeSubnetsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Check, Finding } from '../checks/check.ts';
import { appStacks } from './apps.ts';
import type { Clients } from './clients.ts';
import type { Values } from './parameters.ts';
import { explained } from './refusal.ts';
import { isWhole, type Stack } from './stack.ts';

/** What must be so in the account before a rack is made with these parameters. */
export function accountChecks(clients: Clients, stack: Stack, values: Values): Check[] {
  const isNew = !values.ExistingVpc;
  const nat = values.Placement === 'Private' && isNew;
  const zones = Number(values.Zones ?? 2);
  const addresses = values.NatGateways === 'PerZone' ? zones : 1;
  const checks = [
    { name: 'name', look: () => freeName(clients, stack) },
    ...(isNew ? [{ name: 'VPCs', look: () => vpcs(clients) }] : []),
    ...(nat ? [{ name: 'addresses', look: () => elasticAddresses(clients, addresses) }] : []),
    ...(isNew ? [] : [{ name: 'network', look: () => existingNetwork(clients, values, zones) }]),
  ];
  return checks.map(({ name, look }) => ({ name, look: () => explained(look) }));
}

/** Whose account this is, who asks, and where. */
export async function identity({ sts }: Pick<Clients, 'sts'>): Promise<string> {
  const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
  return `${Account} as ${Arn}, in ${await sts.config.region()}`;
}

// Private

async function freeName({ cloudFormation }: Clients, stack: Stack): Promise<Finding> {
  const there = await stack.find();
  if (!there) return { text: `${stack.name} is free` };
  if (!isWhole(there)) return { text: `${stack.name} is ${there.status}: this goes on with it` };
  const apps = await appStacks(cloudFormation, stack.name);
  return {
    text: `there is a stack ${stack.name} already, with ${apps.length} apps`,
    mend: `To change it: rack update ${stack.name}. For a second rack choose another name.`,
  };
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

/** The subnets must be in that VPC, and each in a zone of its own. */
async function existingNetwork({ ec2 }: Clients, values: Values, zones: number): Promise<Finding> {
  const isPrivate = values.Placement === 'Private';
  for (const name of isPrivate ? ['ExistingPublicSubnets', 'ExistingPrivateSubnets'] : ['ExistingPublicSubnets']) {
    const ids = (values[name] ?? '').split(',').filter((id) => id !== '');
    const mend = `Give ${zones} subnets of ${values.ExistingVpc} with --param ${name}=subnet-…,subnet-…`;
    if (ids.length !== zones) return { text: `${name} has ${ids.length} subnets; Zones is ${zones}`, mend };
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: ids }));
    const foreign = Subnets.find(({ VpcId }) => VpcId !== values.ExistingVpc);
    if (foreign) return { text: `${foreign.SubnetId} is in ${foreign.VpcId}`, mend };
    if (new Set(Subnets.map(({ AvailabilityZone }) => AvailabilityZone)).size < zones)
      return { text: `the subnets of ${name} are not in ${zones} different zones`, mend };
  }
  return { text: `${values.ExistingVpc} with its subnets` };
}

/** The account's quota; undefined where it cannot be read, which is nobody's fault. */
async function quota({ quotas }: Pick<Clients, 'quotas'>, ServiceCode: string, QuotaCode: string) {
  try {
    const { Quota } = await quotas.send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode }));
    return Quota?.Value;
  } catch {
    return undefined;
  }
}

function roomFor(wanted: number, used: number, limit: number | undefined, what: string, mend: string): Finding {
  if (limit === undefined) return { text: `${used} ${what}; the quota could not be read` };
  const text = `${used} of ${limit} ${what} are in use`;
  return used + wanted <= limit ? { text } : { text, mend };
}
