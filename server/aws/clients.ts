import { ACMClient } from '@aws-sdk/client-acm';
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** The SDK's clients of all services that the server uses. */
export interface Clients {
  cloudFormation: CloudFormationClient;
  ecs: ECSClient;
  ec2: EC2Client;
  autoScaling: AutoScalingClient;
  ecr: ECRClient;
  loadBalancing: ElasticLoadBalancingV2Client;
  kinesis: KinesisClient;
  s3: S3Client;
  secrets: SecretsManagerClient;
  databases: RDSClient;
  caches: ElastiCacheClient;
  certificates: ACMClient;
  cloudWatch: CloudWatchClient;
  destroy(): void;
}

/** Milliseconds after which a call is given up and, by the SDK, tried again: without them it may wait for ever. */
const TIMEOUTS = { connectionTimeout: 5000, requestTimeout: 20_000, throwOnRequestTimeout: true };

/** Makes the clients; region, endpoint and credentials come from where the SDK looks for them (AWS_*, roles, files). */
export function makeClients(): Clients {
  // HTTP/1.1 for Kinesis too: its default HTTP/2 handler gains nothing for a few polls and is picky about endpoints without TLS.
  const options = () => ({ requestHandler: new NodeHttpHandler(TIMEOUTS) });
  const clients = {
    cloudFormation: new CloudFormationClient(options()),
    ecs: new ECSClient(options()),
    ec2: new EC2Client(options()),
    autoScaling: new AutoScalingClient(options()),
    ecr: new ECRClient(options()),
    loadBalancing: new ElasticLoadBalancingV2Client(options()),
    kinesis: new KinesisClient(options()),
    s3: new S3Client(options()),
    secrets: new SecretsManagerClient(options()),
    databases: new RDSClient(options()),
    caches: new ElastiCacheClient(options()),
    certificates: new ACMClient(options()),
    cloudWatch: new CloudWatchClient(options()),
  };
  return { ...clients, destroy: () => Object.values(clients).forEach((client) => void client.destroy()) };
}
