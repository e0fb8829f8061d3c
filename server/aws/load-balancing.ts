import {
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';

export interface TargetState {
  /** Id and port of the target. */
  target: string;
  /** `initial`, `healthy`, `unhealthy`, `draining`… */
  state: string;
  /** What the last probe said, where it failed: `Health checks failed with these codes: [502]`. */
  description: string | undefined;
}

/** What the load balancer knows of the copies it sends requests to. */
export class Balancer {
  private readonly client: ElasticLoadBalancingV2Client;

  constructor(client: ElasticLoadBalancingV2Client) {
    this.client = client;
  }

  async targets(targetGroup: string): Promise<TargetState[]> {
    const command = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroup });
    const { TargetHealthDescriptions = [] } = await this.client.send(command);
    return TargetHealthDescriptions.map(({ Target, TargetHealth }) => ({
      target: `${Target?.Id}:${Target?.Port}`,
      state: TargetHealth?.State ?? 'unknown',
      description: TargetHealth?.Description,
    }));
  }
}
