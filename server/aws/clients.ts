import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** The SDK's clients of all services that the server uses. */
export interface Clients {
  cloudFormation: CloudFormationClient;
  ecs: ECSClient;
  ecr: ECRClient;
  loadBalancing: ElasticLoadBalancingV2Client;
  kinesis: KinesisClient;
  secrets: SecretsManagerClient;
  destroy(): void;
}

/** Makes the clients; region, endpoint and credentials come from where the SDK looks for them (AWS_*, roles, files). */
export function makeClients(): Clients {
  const clients = {
    cloudFormation: new CloudFormationClient(),
    ecs: new ECSClient(),
    ecr: new ECRClient(),
    loadBalancing: new ElasticLoadBalancingV2Client(),
    // HTTP/1.1: the default HTTP/2 handler gains nothing for a few long polls and is picky about endpoints without TLS.
    kinesis: new KinesisClient({ requestHandler: new NodeHttpHandler() }),
    secrets: new SecretsManagerClient(),
  };
  return { ...clients, destroy: () => Object.values(clients).forEach((client) => void client.destroy()) };
}
