import { AwsError, type CallAws } from '../../../../local/endpoint/service.ts';

export const GROUP = 'arn:aws:elasticloadbalancing:eu-west-1:000000000000:targetgroup/t/0123456789abcdef';

/** A load balancer that really probes its targets, and the secrets that tests ask for. */
export function createBalancer(secrets: Record<string, string> = {}) {
  const targets = new Map<string, string>();
  const groups = new Map<string, string>();
  /** The texts of servers that it finds unhealthy. */
  const failing = new Set<string>();
  const call: CallAws = async (service, operation, input) => {
    if (service === 'secretsmanager') return secret(secrets, input.SecretId);
    if (service === 'ecr') return { authorizationData: [{ authorizationToken: '', proxyEndpoint: 'http://none' }] };
    const keys = (input.Targets ?? []).map((each: { Id: string; Port: number }) => `${each.Id}:${each.Port}`);
    if (operation === 'RegisterTargets') for (const key of keys) groups.set(key, input.TargetGroupArn);
    if (operation === 'DescribeLoadBalancers') return { LoadBalancers: [] };
    if (operation === 'DescribeTargetGroups') return { TargetGroups: [{ LoadBalancerArns: ['arn'] }] };
    if (operation === 'RegisterTargets') for (const key of keys) if (!targets.has(key)) targets.set(key, 'initial');
    if (operation === 'DeregisterTargets') for (const key of keys) targets.delete(key);
    if (operation !== 'DescribeTargetHealth') return {};
    for (const [key, state] of targets) if (state === 'initial') void probe(targets, key, failing);
    const mine = [...targets].filter(([key]) => groups.get(key) === input.TargetGroupArn);
    return { TargetHealthDescriptions: mine.map(([key, state]) => describe(key, state)) };
  };
  return { targets, failing, call };
}

function describe(key: string, State: string): object {
  const [Id, port] = key.split(':');
  const Description = State === 'unhealthy' ? 'Health checks failed with these codes: [500]' : undefined;
  return { Target: { Id, Port: Number(port) }, TargetHealth: { State, Description } };
}

/** Only makes healthy what is still new: several looks may be under way, and the last must not undo what a test has set since. */
async function probe(targets: Map<string, string>, key: string, failing: Set<string>): Promise<void> {
  const answer = await fetch(`http://${key}/`).catch(() => undefined);
  const text = (await answer?.text()) ?? '';
  if (answer?.ok && targets.get(key) === 'initial') targets.set(key, failing.has(text) ? 'unhealthy' : 'healthy');
}

function secret(secrets: Record<string, string>, id: string): object {
  if (secrets[id] === undefined) throw new AwsError('ResourceNotFoundException', 'Secrets Manager can’t find it.');
  return { SecretString: secrets[id] };
}
