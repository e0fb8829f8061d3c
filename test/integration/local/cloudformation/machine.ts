import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { Certificates } from '../../../../local/acm/certificates.ts';
import { createAcm } from '../../../../local/acm/service.ts';
import { createAutoScaling } from '../../../../local/autoscaling/service.ts';
import { createCloudFormation } from '../../../../local/cloudformation/service.ts';
import { type Config, RACK_LABEL } from '../../../../local/config.ts';
import { createEc2 } from '../../../../local/ec2/service.ts';
import { createEcs } from '../../../../local/ecs/service.ts';
import { createEfs } from '../../../../local/efs/service.ts';
import { createElastiCache } from '../../../../local/elasticache/service.ts';
import { createElasticLoadBalancing } from '../../../../local/elb/service.ts';
import { createRegistry } from '../../../../local/endpoint/registry.ts';
import type { Input, Service } from '../../../../local/endpoint/service.ts';
import { createIam } from '../../../../local/iam/service.ts';
import { createKinesis } from '../../../../local/kinesis/service.ts';
import { createLogs } from '../../../../local/logs/service.ts';
import { createRds } from '../../../../local/rds/service.ts';
import { createS3 } from '../../../../local/s3/service.ts';
import { createSecretsManager } from '../../../../local/secretsmanager/service.ts';
import { createServiceQuotas } from '../../../../local/servicequotas/service.ts';
import { createSsm } from '../../../../local/ssm/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';

/** All services that stacks are made of, wired in this process, on a folder of their own. */
export async function openMachine(rack: string) {
  const home = mkdtempSync(join(tmpdir(), `${rack}-`));
  const config: Config = {
    rack,
    home,
    port: 1,
    registryPort: 2,
    region: 'eu-west-1',
    account: '000000000000',
    accessKeyId: 'a',
    secretAccessKey: 's',
    baseImage: process.env.RACK_BASE_IMAGE ?? 'rack/debian:bookworm',
  };
  const log = { info: () => {}, error: (message: string, cause?: unknown) => console.error(message, cause) };
  const registry = createRegistry();
  const database = openDatabase(join(home, 'local.db'));
  const certificates = new Certificates({ config, database });
  const deps = { config, database, certificates, log, callAws: registry.callAws };
  const services: (Service & { start?(): Promise<void>; stop?(): Promise<void> })[] = [
    createAcm(deps),
    createIam(deps),
    createEc2(deps),
    createAutoScaling(deps),
    createEfs(deps),
    createLogs(deps),
    createRds(deps),
    createElastiCache(deps),
    createS3(deps),
    createSecretsManager(deps),
    createSsm(deps),
    createServiceQuotas(deps),
    createKinesis(deps),
    createElasticLoadBalancing(deps),
    createEcs(deps),
    createCloudFormation(deps),
  ];
  for (const service of services) registry.add(service);
  for (const service of services) await service.start?.();
  const stacks = (operation: string, input: Input) => registry.callAws('cloudformation', operation, input);
  return {
    config,
    stacks,
    callAws: registry.callAws,
    /** Waits until the stack rests and answers it. */
    async rests(StackName: string) {
      for (;;) {
        const { Stacks } = await stacks('DescribeStacks', { StackName });
        if (!Stacks[0].StackStatus.endsWith('_IN_PROGRESS')) return Stacks[0];
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async events(StackName: string): Promise<string[]> {
      const { StackEvents } = await stacks('DescribeStackEvents', { StackName });
      return StackEvents.map(
        (event: Input) => `${event.LogicalResourceId} ${event.ResourceStatus} ${event.ResourceStatusReason ?? ''}`,
      );
    },
    async close() {
      for (const service of services.reverse()) await service.stop?.();
      deps.database.close();
      await clean(rack);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Removes every container, network and volume of a test's rack. */
export async function clean(rack: string): Promise<void> {
  const docker = new Docker();
  const filters = { label: [`${RACK_LABEL}=${rack}`] };
  const containers = await docker.listContainers({ all: true, filters });
  await Promise.allSettled(containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true })));
  for (const { Id } of await docker.listNetworks({ filters })) await docker.getNetwork(Id).remove();
  const { Volumes } = await docker.listVolumes({ filters: JSON.stringify(filters) });
  for (const { Name } of Volumes) await docker.getVolume(Name).remove();
}
