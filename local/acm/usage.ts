import type { CallAws } from '../endpoint/service.ts';

/** The load balancers that present each certificate, by its ARN: Elastic Load Balancing says so. */
export async function usage(callAws: CallAws): Promise<Map<string, string[]>> {
  const elb = (operation: string, input: object) => callAws('elasticloadbalancing', operation, input);
  const users = new Map<string, Set<string>>();
  for (const { ListenerArn, LoadBalancerArn } of (await elb('DescribeListeners', {})).Listeners) {
    const { Certificates } = await elb('DescribeListenerCertificates', { ListenerArn });
    for (const { CertificateArn } of Certificates) {
      users.set(CertificateArn, (users.get(CertificateArn) ?? new Set()).add(LoadBalancerArn));
    }
  }
  return new Map([...users].map(([arn, balancers]) => [arn, [...balancers]]));
}
