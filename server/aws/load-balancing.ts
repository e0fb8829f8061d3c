import {
  DescribeListenerCertificatesCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  paginateDescribeAccountLimits,
  paginateDescribeRules,
  type Rule,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';

export interface TargetState {
  /** Id and port of the target. */
  target: string;
  /** `initial`, `healthy`, `unhealthy`, `draining`… */
  state: string;
  /** What the last probe said, where it failed: `Health checks failed with these codes: [502]`. */
  description: string | undefined;
}

/** How much of a limit of AWS a load balancer has used up. */
export interface Usage {
  /** What is counted: `rules`. */
  what: string;
  carried: number;
  most: number;
  /** The limit's name in AWS Service Quotas. */
  quota: string;
}

/** What the load balancer knows of the copies it sends requests to, and of the room it has. */
export class Balancer {
  private readonly client: ElasticLoadBalancingV2Client;

  constructor(client: ElasticLoadBalancingV2Client) {
    this.client = client;
  }

  /** What a listener's rules use up of the account's limits, which count default rules' target groups but not the rules. */
  async usage(listener: string): Promise<Usage[]> {
    const [rules, limits] = await Promise.all([this.rules(listener), this.limits()]);
    const own = rules.filter(({ IsDefault }) => !IsDefault);
    const groups = rules.flatMap(({ Actions = [] }) => Actions.flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []));
    return [
      { what: 'rules', carried: own.length, ...limitOf(limits, 'rules', 'Rules') },
      { what: 'target groups', carried: new Set(groups).size, ...limitOf(limits, 'target-groups', 'Target Groups') },
    ];
  }

  /** The ARN of the certificate that a listener presents where no other one fits; undefined of one without TLS. */
  async certificate(ListenerArn: string): Promise<string | undefined> {
    const { Certificates = [] } = await this.client.send(new DescribeListenerCertificatesCommand({ ListenerArn }));
    return Certificates.find(({ IsDefault }) => IsDefault)?.CertificateArn;
  }

  /** The targets of a group; none of one that is gone, such as while an update is taken back. */
  async targets(targetGroup: string): Promise<TargetState[]> {
    return (await this.health(targetGroup)).map(({ Target, TargetHealth }) => ({
      target: `${Target?.Id}:${Target?.Port}`,
      state: TargetHealth?.State ?? 'unknown',
      description: TargetHealth?.Description,
    }));
  }

  // Private

  private async health(TargetGroupArn: string): Promise<TargetHealthDescription[]> {
    try {
      const command = new DescribeTargetHealthCommand({ TargetGroupArn });
      return (await this.client.send(command)).TargetHealthDescriptions ?? [];
    } catch (error) {
      if ((error as Error).name === 'TargetGroupNotFoundException') return [];
      throw error;
    }
  }

  private async rules(ListenerArn: string): Promise<Rule[]> {
    const rules: Rule[] = [];
    for await (const page of paginateDescribeRules({ client: this.client }, { ListenerArn })) {
      rules.push(...(page.Rules ?? []));
    }
    return rules;
  }

  private async limits(): Promise<Map<string, number>> {
    const limits = new Map<string, number>();
    for await (const page of paginateDescribeAccountLimits({ client: this.client }, {})) {
      for (const { Name, Max } of page.Limits ?? []) limits.set(Name ?? '', Number(Max));
    }
    return limits;
  }
}

// Private

/** A limit that AWS does not name is none. */
function limitOf(limits: Map<string, number>, name: string, words: string): Pick<Usage, 'most' | 'quota'> {
  const most = limits.get(`${name}-per-application-load-balancer`) ?? Number.POSITIVE_INFINITY;
  return { most, quota: `${words} per Application Load Balancer` };
}
