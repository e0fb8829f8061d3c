import { number, pick, unlessGone } from './answers.ts';
import { attributeList, elb } from './elb-call.ts';
import type { Context, Handler, Made, Properties } from './handler.ts';

const LISTENER = ['AlpnPolicy', 'Certificates', 'DefaultActions', 'MutualAuthentication', 'Protocol', 'SslPolicy'];
const RULE = ['Actions', 'Conditions', 'Transforms'];

/** AWS::ElasticLoadBalancingV2::Listener. */
export const listener: Handler = {
  serves: [...LISTENER, 'ListenerAttributes', 'LoadBalancerArn', 'Port'],
  attributes: ['ListenerArn'],
  replacedBy: ['LoadBalancerArn'],
  async create(properties, context) {
    const arn = await context.once(async () => {
      const { LoadBalancerArn } = properties;
      const input = { LoadBalancerArn, Port: number(properties.Port), ...pick(properties, LISTENER) };
      return (await elb(context, 'CreateListener', input)).Listeners[0].ListenerArn;
    });
    await setAttributes(arn, properties, context);
    return { physicalId: arn, attributes: { ListenerArn: arn } };
  },
  async update(properties, context) {
    const arn = context.physicalId as string;
    const input = { ListenerArn: arn, Port: number(properties.Port), ...pick(properties, LISTENER) };
    await elb(context, 'ModifyListener', input);
    await setAttributes(arn, properties, context);
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
  serves: [...RULE, 'ListenerArn', 'Priority'],
  attributes: ['IsDefault', 'RuleArn'],
  replacedBy: ['ListenerArn'],
  async create(properties, context) {
    const arn = await context.once(async () => {
      const { ListenerArn } = properties;
      const input = {
        ListenerArn,
        Priority: number(properties.Priority),
        ...pick(properties, RULE),
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
    await elb(context, 'ModifyRule', { RuleArn, ...pick(properties, RULE) });
    return madeRule(RuleArn);
  },
  async delete(_, context) {
    await unlessGone(elb(context, 'DeleteRule', { RuleArn: context.physicalId }));
  },
  find: findRule,
};

/** AWS::ElasticLoadBalancingV2::ListenerCertificate: certificates of a listener besides its default one. */
export const listenerCertificate: Handler = {
  serves: ['Certificates', 'ListenerArn'],
  attributes: ['Id'],
  replacedBy: ['ListenerArn'],
  async create(properties, context) {
    // Known before the first call: when a later certificate is refused, those before it are on the listener already.
    const id = await context.once(async () => context.name());
    await addCertificates(properties, properties.Certificates, context);
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(properties, context, previous) {
    const missingFrom = (some: Properties[]) => (one: Properties) =>
      !some.some(({ CertificateArn }) => CertificateArn === one.CertificateArn);
    await addCertificates(properties, properties.Certificates, context);
    const gone = previous.Certificates.filter(missingFrom(properties.Certificates));
    if (gone.length > 0) await removeCertificates(properties, gone, context);
    const id = context.physicalId as string;
    return { physicalId: id, attributes: { Id: id } };
  },
  async delete(properties, context) {
    await unlessGone(removeCertificates(properties, properties.Certificates, context));
  },
};

// Private

/** One at a time, as the API takes them. */
async function addCertificates({ ListenerArn }: Properties, certificates: Properties[], context: Context) {
  for (const certificate of certificates) {
    await elb(context, 'AddListenerCertificates', { ListenerArn, Certificates: [certificate] });
  }
}

async function removeCertificates({ ListenerArn }: Properties, Certificates: Properties[], context: Context) {
  await elb(context, 'RemoveListenerCertificates', { ListenerArn, Certificates });
}

async function setAttributes(ListenerArn: string, properties: Properties, context: Context): Promise<void> {
  const Attributes = attributeList(properties.ListenerAttributes ?? []);
  if (Attributes.length > 0) await elb(context, 'ModifyListenerAttributes', { ListenerArn, Attributes });
}

function madeRule(arn: string): Made {
  return { physicalId: arn, attributes: { IsDefault: false, RuleArn: arn } };
}

async function findRule(properties: Properties, context: Context): Promise<string | undefined> {
  const answer = await unlessGone(elb(context, 'DescribeRules', { ListenerArn: properties.ListenerArn }));
  const isIt = ({ Priority, RuleArn }: Properties) =>
    String(Priority) === String(properties.Priority) && !context.isKnown(RuleArn);
  return answer?.Rules.find(isIt)?.RuleArn;
}
