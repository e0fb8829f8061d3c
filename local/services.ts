import type { Log } from '../lib/log.ts';
import { Certificates } from './acm/certificates.ts';
import { createAcm } from './acm/service.ts';
import { createAutoScaling } from './autoscaling/service.ts';
import { createCloudFormation } from './cloudformation/service.ts';
import { createCloudWatch } from './cloudwatch/service.ts';
import type { Config } from './config.ts';
import { createEc2 } from './ec2/service.ts';
import { createEcr } from './ecr/service.ts';
import { createEcs } from './ecs/service.ts';
import { createEfs } from './efs/service.ts';
import { createElastiCache } from './elasticache/service.ts';
import { createElasticLoadBalancing } from './elb/service.ts';
import type { CallAws, Service } from './endpoint/service.ts';
import { createIam } from './iam/service.ts';
import { createKinesis } from './kinesis/service.ts';
import { createLogs } from './logs/service.ts';
import { createRds } from './rds/service.ts';
import { createS3 } from './s3/service.ts';
import { createScheduler } from './scheduler/service.ts';
import { createSecretsManager } from './secretsmanager/service.ts';
import { createServiceQuotas } from './servicequotas/service.ts';
import { createSqs } from './sqs/service.ts';
import { createSsm } from './ssm/service.ts';
import type { Database } from './store/database.ts';
import { createSts } from './sts/service.ts';
import type { Sessions } from './sts/sessions.ts';

export interface ServicesDeps {
  config: Config;
  database: Database;
  log: Log;
  sessions: Sessions;
  /** Where the rack's containers reach this endpoint. */
  endpointUrl: string;
  callAws: CallAws;
  /** The calls of a role in a session of that name. */
  callAs(roleArn: string, session: string): CallAws;
}

export type StartableService = Service & { start?(): Promise<void>; stop?(): Promise<void> };

/** Every service of the endpoint, in the order in which they use each other. */
export function createServices(deps: ServicesDeps): StartableService[] {
  const certificates = new Certificates(deps);
  return [
    createSts(deps),
    createAcm({ ...deps, certificates }),
    createIam(deps),
    createEc2(deps),
    createAutoScaling(deps),
    createEfs(deps),
    createLogs(deps),
    createS3(deps),
    createSecretsManager(deps),
    createSqs(deps),
    createSsm(deps),
    createServiceQuotas(deps),
    createKinesis(deps),
    createCloudWatch(deps),
    createEcr(deps),
    createElasticLoadBalancing({ ...deps, certificates, gateway: hostOf(deps.endpointUrl) }),
    createRds(deps),
    createElastiCache(deps),
    createEcs(deps),
    createScheduler(deps),
    createCloudFormation({ ...deps, callAs: (roleArn) => deps.callAs(roleArn, 'AWSCloudFormation') }),
  ];
}

// Private

/** Undefined of no URL, as where services are only looked at. */
function hostOf(url: string): string | undefined {
  return url === '' ? undefined : new URL(url).hostname;
}
