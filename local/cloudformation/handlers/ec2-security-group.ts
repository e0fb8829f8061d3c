import { canonical } from '../engine/diff.ts';
import { defined, number, unless, unlessGone } from './answers.ts';
import { deleteBy, ec2Tags, findTagged, retag, tolerating } from './ec2-call.ts';
import { type Context, type Handler, HandlerFailure, type Made, type Properties } from './handler.ts';

/** AWS::EC2::SecurityGroup. */
export const securityGroup: Handler = {
  serves: ['GroupDescription', 'GroupName', 'SecurityGroupEgress', 'SecurityGroupIngress', 'Tags', 'VpcId'],
  attributes: ['GroupId', 'Id', 'VpcId'],
  replacedBy: ['GroupDescription', 'GroupName', 'VpcId'],
  async create(properties, context) {
    const id = await context.once(async () => {
      const input = defined({
        GroupName: properties.GroupName ?? context.name(),
        Description: properties.GroupDescription,
        VpcId: properties.VpcId,
        ...ec2Tags('security-group', properties, context),
      });
      return (await context.callAws('ec2', 'CreateSecurityGroup', input)).GroupId;
    });
    await changeRules(id, properties, { SecurityGroupEgress: [ANYWHERE] }, context);
    return madeGroup(id, properties);
  },
  async update(properties, context, previous) {
    const id = context.physicalId as string;
    await changeRules(id, properties, previous, context);
    await retag(id, properties, previous, context);
    return madeGroup(id, properties);
  },
  delete: (_, context) => deleteBy('DeleteSecurityGroup', 'GroupId', context),
  findsOwn: true,
  find: (_, context) => findTagged('DescribeSecurityGroups', 'SecurityGroups', 'GroupId', context),
};

/** What a new group lets out unless its template says otherwise. */
const ANYWHERE = { IpProtocol: '-1', CidrIp: '0.0.0.0/0' };

const RULE = {
  Ingress: [
    'CidrIp',
    'CidrIpv6',
    'Description',
    'FromPort',
    'GroupId',
    'IpProtocol',
    'SourcePrefixListId',
    'SourceSecurityGroupId',
    'ToPort',
  ],
  Egress: [
    'CidrIp',
    'CidrIpv6',
    'Description',
    'DestinationPrefixListId',
    'DestinationSecurityGroupId',
    'FromPort',
    'GroupId',
    'IpProtocol',
    'ToPort',
  ],
};

/** A rule as a resource of its own, which its group's resource does not know of. */
export function groupRule(direction: 'Ingress' | 'Egress'): Handler {
  return {
    serves: RULE[direction],
    attributes: ['Id'],
    replacedBy: RULE[direction].filter((name) => name !== 'Description'),
    async create(properties, context) {
      const input = { GroupId: properties.GroupId, IpPermissions: [permission(properties)] };
      // Also after an attempt that was cut off, which may or may not have come so far.
      const answer = await tolerating(/Duplicate/, context, `AuthorizeSecurityGroup${direction}`, input);
      const id = await context.once(async () => answer?.SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? context.name());
      return { physicalId: id, attributes: { Id: id } };
    },
    async update(properties, context) {
      const input = { GroupId: properties.GroupId, IpPermissions: [permission(properties)] };
      await context.callAws('ec2', `UpdateSecurityGroupRuleDescriptions${direction}`, input);
      const id = context.physicalId as string;
      return { physicalId: id, attributes: { Id: id } };
    },
    async delete(properties, context) {
      const input = { GroupId: properties.GroupId, IpPermissions: [permission(properties)] };
      await unlessGone(context.callAws('ec2', `RevokeSecurityGroup${direction}`, input));
    },
    // Rules have no names to be found by; taking away what is not there is no error.
    findsOwn: true,
    find: async (_, context) => context.name(),
  };
}

// Private

function madeGroup(id: string, { VpcId }: Properties): Made {
  return { physicalId: id, attributes: defined({ GroupId: id, Id: id, VpcId }) };
}

async function changeRules(id: string, next: Properties, last: Properties, context: Context): Promise<void> {
  await changeDirection('Ingress', id, next.SecurityGroupIngress ?? [], last.SecurityGroupIngress ?? [], context);
  await changeDirection(
    'Egress',
    id,
    next.SecurityGroupEgress ?? [ANYWHERE],
    last.SecurityGroupEgress ?? [ANYWHERE],
    context,
  );
}

async function changeDirection(
  direction: 'Ingress' | 'Egress',
  GroupId: string,
  next: Properties[],
  last: Properties[],
  { callAws }: Context,
): Promise<void> {
  const missingFrom = (from: Properties[]) => (rule: Properties) =>
    !from.some((other) => canonical(permission(other)) === canonical(permission(rule)));
  for (const rule of last.filter(missingFrom(next))) {
    const input = { GroupId, IpPermissions: [permission(rule)] };
    await unlessGone(callAws('ec2', `RevokeSecurityGroup${direction}`, input));
  }
  for (const rule of next.filter(missingFrom(last))) {
    const input = { GroupId, IpPermissions: [permission(rule)] };
    await unless(/Duplicate/, callAws('ec2', `AuthorizeSecurityGroup${direction}`, input));
  }
}

function permission(rule: Properties): Properties {
  if (rule.SourceSecurityGroupName !== undefined)
    throw new HandlerFailure('SourceSecurityGroupName is not served here: name the group by its id', 'InvalidRequest');
  const { Description } = rule;
  const group = rule.SourceSecurityGroupId ?? rule.DestinationSecurityGroupId;
  const prefixList = rule.SourcePrefixListId ?? rule.DestinationPrefixListId;
  return defined({
    IpProtocol: String(rule.IpProtocol),
    FromPort: number(rule.FromPort),
    ToPort: number(rule.ToPort),
    IpRanges: rule.CidrIp && [defined({ CidrIp: rule.CidrIp, Description })],
    Ipv6Ranges: rule.CidrIpv6 && [defined({ CidrIpv6: rule.CidrIpv6, Description })],
    UserIdGroupPairs: group && [defined({ GroupId: group, Description })],
    PrefixListIds: prefixList && [defined({ PrefixListId: prefixList, Description })],
  });
}
