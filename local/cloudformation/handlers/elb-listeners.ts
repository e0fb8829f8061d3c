import { number, pick, unlessGone } from './answers.ts';
import { elb } from './elb-call.ts';
import type { Context, Handler, Made, Properties } from './handler.ts';

const LISTENER = ['AlpnPolicy', 'Certificates', 'DefaultActions', 'Protocol', 'SslPolicy'];

/** AWS::ElasticLoadBalancingV2::Listener. */
export const listener: Handler = {
  serves: [...LISTENER, 'LoadBalancerArn', 'Port'],
  attributes: ['ListenerArn'],
  replacedBy: ['LoadBalancerArn'],
  async create(properties, context) {
    const arn = await context.once(async () => {
      const { LoadBalancerArn } = properties;
      const input = { LoadBalancerArn, Port: number(properties.Port), ...pick(properties, LISTENER) };
      return (await elb(context, 'CreateListener', input)).Listeners[0].ListenerArn;
    });
    return { physicalId: arn, attributes: { ListenerArn: arn } };
  },
  async update(properties, context) {
    const arn = context.physicalId as string;
    const input = { ListenerArn: arn, Port: number(properties.Port), ...pick(properties, LISTENER) };
    await elb(context, 'ModifyListener', input);
    return { physicalId: arn, attributes: { ListenerArn: arn } };
  },
  async delete(_, context) {
    await unlessGone(elb(context, 'DeleteListener', { ListenerArn: context.physicalId }));
  },
  async find(properties, context) {
    const { LoadBalancerArn } = properties;
    const answer = await unlessGone(elb(context, 'DescribeListeners', { LoadBalancerArn }));
    const onPort = ({ Port, ListenerArn }: Properties) =>
      Number(Port) === Number(properties.Port) && !context.isKnown(ListenerArn);
    return answer?.Listeners.find(onPort)?.ListenerArn;
  },
};

/** AWS::ElasticLoadBalancingV2::ListenerRule. */
export const listenerRule: Handler = {
  serves: ['Actions', 'Conditions', 'ListenerArn', 'Priority'],
  attributes: ['IsDefault', 'RuleArn'],
  replacedBy: ['ListenerArn'],
  async create(properties, context) {
    const arn = await context.once(async () => {
      const { ListenerArn } = properties;
      const input = {
        ListenerArn,
        Priority: number(properties.Priority),
        ...pick(properties, ['Actions', 'Conditions']),
      };
      return (await elb(context, 'CreateRule', input)).Rules[0].RuleArn;
    });
    return madeRule(arn);
  },
  async update(properties, context, previous) {
    const RuleArn = context.physicalId as string;
    const Priority = number(properties.Priority);
    if (Priority !== number(previous.Priority))
      await elb(context, 'SetRulePriorities', { RulePriorities: [{ RuleArn, Priority }] });
    await elb(context, 'ModifyRule', { RuleArn, ...pick(properties, ['Actions', 'Conditions']) });
    return madeRule(RuleArn);
  },
  async delete(_, context) {
    await unlessGone(elb(context, 'DeleteRule', { RuleArn: context.physicalId }));
  },
  find: findRule,
};

// Private

function madeRule(arn: string): Made {
  return { physicalId: arn, attributes: { IsDefault: false, RuleArn: arn } };
}

async function findRule(properties: Properties, context: Context): Promise<string | undefined> {
  const answer = await unlessGone(elb(context, 'DescribeRules', { ListenerArn: properties.ListenerArn }));
  const isIt = ({ Priority, RuleArn }: Properties) =>
    String(Priority) === String(properties.Priority) && !context.isKnown(RuleArn);
  return answer?.Rules.find(isIt)?.RuleArn;
}
