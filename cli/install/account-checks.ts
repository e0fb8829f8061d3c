import { DescribeAvailabilityZonesCommand, DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { Failure } from '../../lib/failure.ts';
import type { Check, Finding } from '../checks/check.ts';
import { appStacks } from './apps.ts';
import type { Clients } from './clients.ts';
import type { Values } from './parameters.ts';
import { quotaChecks } from './quotas.ts';
import { explained } from './refusal.ts';
import { isBusy, isWreck, type Stack } from './stack.ts';

/** What must be so in the account before a rack is made with these parameters. Takes all of them, defaults too. */
export function accountChecks(clients: Clients, stack: Stack, values: Values): Check[] {
  const network = values.ExistingVpc
    ? { name: 'network', look: () => existingNetwork(clients, values) }
    : { name: 'zones', look: () => zonesOf(clients, values) };
  const checks = [{ name: 'name', look: () => freeName(clients, stack) }, network, ...quotaChecks(clients, values)];
  return checks.map(({ name, look }) => ({ name, look: () => found(look) }));
}

/** Whose account this is, who asks, and where. */
export async function identity({ sts }: Pick<Clients, 'sts'>): Promise<string> {
  const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
  return `${Account} as ${Arn}, in ${await sts.config.region()}`;
}

// Private

/** What AWS refuses to tell is a problem, with a way out of its own. */
async function found(look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await explained(look);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { text: error.message, mend: error.hint ?? 'Mend what it names, and run the command again.' };
  }
}

async function freeName({ cloudFormation }: Clients, stack: Stack): Promise<Finding> {
  const there = await stack.find();
  if (!there) return { text: `${stack.name} is free` };
  if (isWreck(there)) return { text: `${stack.name} is ${there.status}: it is deleted and made anew` };
  if (isBusy(there) && !there.status.startsWith('UPDATE'))
    return { text: `${stack.name} is ${there.status}: this goes on with it` };
  const apps = await appStacks(cloudFormation, stack.name);
  return {
    text: `there is a stack ${stack.name} already, with ${apps.length} apps`,
    mend: `To change it: rack update ${stack.name}. For a second rack choose another name.`,
  };
}

async function zonesOf({ ec2 }: Clients, { Zones }: Values): Promise<Finding> {
  const Filters = [
    { Name: 'zone-type', Values: ['availability-zone'] },
    { Name: 'state', Values: ['available'] },
  ];
  const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({ Filters }));
  const text = `${AvailabilityZones.length} availability zones`;
  if (AvailabilityZones.length >= Number(Zones)) return { text };
  return { text: `${text}; Zones is ${Zones}`, mend: 'Give --param Zones=2, or another region.' };
}

/** The subnets must be in that VPC, and each in a zone of its own. */
async function existingNetwork({ ec2 }: Clients, values: Values): Promise<Finding> {
  const isPrivate = values.Placement === 'Private';
  const zones = Number(values.Zones);
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
