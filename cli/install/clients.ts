import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';

/** The SDK's clients of all services that an installation is made with. */
export interface Clients {
  cloudFormation: CloudFormationClient;
  ecr: ECRClient;
  ecs: ECSClient;
  ec2: EC2Client;
  elb: ElasticLoadBalancingV2Client;
  autoScaling: AutoScalingClient;
  s3: S3Client;
  secrets: SecretsManagerClient;
  quotas: ServiceQuotasClient;
  sts: STSClient;
}

/** How the SDK finds an account; what is left out comes from where it looks by itself: environment, profiles, roles. */
export interface Account {
  region?: string;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** A rack takes minutes to be made, in which a throttled call or a line that drops for a moment must not end the watching. */
const MAX_ATTEMPTS = 6;

/** Makes the clients of one account and region. */
export function makeClients(where: Account): Clients {
  const account = { maxAttempts: MAX_ATTEMPTS, ...where };
  return {
    cloudFormation: new CloudFormationClient(account),
    ecr: new ECRClient(account),
    ecs: new ECSClient(account),
    ec2: new EC2Client(account),
    elb: new ElasticLoadBalancingV2Client(account),
    autoScaling: new AutoScalingClient(account),
    s3: new S3Client(account),
    secrets: new SecretsManagerClient(account),
    quotas: new ServiceQuotasClient(account),
    sts: new STSClient(account),
  };
}

/** Closes the connections that they keep open. */
export function destroyClients(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}
