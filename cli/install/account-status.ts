import { DescribeClustersCommand, DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { type AppStackInfo, appStacks } from './apps.ts';
import type { Clients } from './clients.ts';
import { installedRack } from './installed.ts';
import { Stack } from './stack.ts';

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
  const stack = await installedRack(new Stack(clients.cloudFormation, rack));
  const { GitHost, GitPort, Router, Api, Domain, Cluster } = stack.outputs;
  return {
    rack,
    stack: { status: stack.status, reason: stack.reason ?? null, changedAt: stack.changedAt.toISOString() },
    git: { host: GitHost ?? null, port: GitPort ? Number(GitPort) : null },
    router: Router ?? null,
    api: Api ?? null,
    domain: Domain ?? null,
    image: stack.parameters.Image || null,
    instances: Cluster ? await instancesOf(clients, Cluster) : null,
    services: Cluster ? await servicesOf(clients, rack, Cluster) : [],
    apps: await appStacks(clients.cloudFormation, rack),
  };
}

// Private

async function instancesOf({ ecs }: Clients, cluster: string): Promise<number | null> {
  const { clusters: [found] = [] } = await ecs.send(new DescribeClustersCommand({ clusters: [cluster] }));
  return found?.registeredContainerInstancesCount ?? null;
}

async function servicesOf({ ecs }: Clients, rack: string, cluster: string): Promise<AccountStatus['services']> {
  const names = ['server', 'agent'].map((name) => `${rack}-${name}`);
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: names }));
  return services.map(({ serviceName = '', runningCount = 0, desiredCount = 0, deployments = [] }) => ({
    name: serviceName.slice(rack.length + 1),
    running: runningCount,
    desired: desiredCount,
    state: deployments[0]?.rolloutState?.toLowerCase().replace('_', ' ') ?? 'unknown',
  }));
}
