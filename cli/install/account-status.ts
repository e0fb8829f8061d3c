import { DescribeClustersCommand, DescribeServicesCommand, type ECSClient, type Service } from '@aws-sdk/client-ecs';
import { type AppStackInfo, appStacks } from './apps.ts';
import type { Clients } from './clients.ts';
import { installedRack } from './installed.ts';
import { firstReason } from './reason.ts';
import { isWhole, Stack, type StackState } from './stack.ts';

/** What `rack status NAME --json` prints. Scripts read it: names and shapes stay. */
export interface AccountStatus {
  rack: string;
  stack: { status: string; reason: string | null; changedAt: string };
  git: { host: string | null; port: number | null };
  router: string | null;
  api: string | null;
  domain: string | null;
  image: string | null;
  instances: number | null;
  services: { name: string; running: number; desired: number; state: string }[];
  apps: AppStackInfo[];
}

/** How a rack in an account is: its stack, its doors, its own services, its apps. */
export async function accountStatus(clients: Clients, rack: string): Promise<AccountStatus> {
  const watched = new Stack(clients.cloudFormation, rack);
  const stack = await installedRack(watched);
  const { GitHost, GitPort, Router, Api, Domain, Cluster } = stack.outputs;
  return {
    rack,
    stack: {
      status: stack.status,
      reason: (await reasonOf(watched, stack)) ?? null,
      changedAt: stack.changedAt.toISOString(),
    },
    git: { host: GitHost ?? null, port: GitPort ? Number(GitPort) : null },
    router: Router ?? null,
    api: Api ?? null,
    domain: Domain ?? stack.parameters.Domain ?? null,
    image: stack.parameters.Image || null,
    instances: Cluster ? await instancesOf(clients, Cluster) : null,
    services: Cluster ? await servicesOf(clients, rack, Cluster) : [],
    apps: await appStacks(clients.cloudFormation, rack),
  };
}

// Private

/** Why the stack is not as it should be: CloudFormation's own reason only counts how many resources failed. */
async function reasonOf(stack: Stack, state: StackState): Promise<string | undefined> {
  if (isWhole(state) && state.status !== 'UPDATE_ROLLBACK_COMPLETE') return state.reason;
  return firstReason(await stack.lastChange()) ?? state.reason;
}

async function instancesOf({ ecs }: Clients, cluster: string): Promise<number | null> {
  const { clusters: [found] = [] } = await ecs.send(new DescribeClustersCommand({ clusters: [cluster] }));
  return found?.registeredContainerInstancesCount ?? null;
}

async function servicesOf({ ecs }: Clients, rack: string, cluster: string): Promise<AccountStatus['services']> {
  const names = ['server', 'agent'].map((name) => `${rack}-${name}`);
  const services = await described(ecs, cluster, names);
  return services.map(({ serviceName = '', runningCount = 0, desiredCount = 0, deployments = [] }) => ({
    name: serviceName.slice(rack.length + 1),
    running: runningCount,
    desired: desiredCount,
    state: deployments[0]?.rolloutState?.toLowerCase().replace('_', ' ') ?? 'unknown',
  }));
}

/** A stack that is half deleted still tells of its cluster, which may be gone. */
async function described(ecs: ECSClient, cluster: string, names: string[]): Promise<Service[]> {
  try {
    return (await ecs.send(new DescribeServicesCommand({ cluster, services: names }))).services ?? [];
  } catch (error) {
    if ((error as Error).name === 'ClusterNotFoundException') return [];
    throw error;
  }
}
