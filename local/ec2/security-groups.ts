import type { Config } from '../config.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { select } from './filters.ts';
import { dependency, missing, type Network, newId, type Rule, type SecurityGroup, type Tag } from './resources.ts';
import { isSameRule, newRules, toPermissions } from './rules.ts';
import { tagsFor } from './tags.ts';

/** A group that lets everything out, as each new one does on AWS. */
export function newSecurityGroup(
  { GroupName, Description, VpcId }: { GroupName: string; Description: string; VpcId: string },
  Tags: Tag[],
): SecurityGroup {
  const Rules = newRules({ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }, true);
  return { GroupId: newId('sg'), GroupName, Description, VpcId, Rules, Tags };
}

/** The operations on security groups and their rules. */
export function securityGroupOperations(network: Network, config: Config): Record<string, Operation> {
  const { securityGroups: groups, vpcs, interfaces } = network;
  return {
    CreateSecurityGroup(input) {
      const GroupName: string = given(input, 'GroupName');
      const Description: string = input.Description ?? given(input, 'GroupDescription');
      const { VpcId } = vpcs.get(given(input, 'VpcId'));
      if (groups.list().some((each) => each.VpcId === VpcId && each.GroupName === GroupName)) {
        throw duplicateGroup(GroupName, VpcId);
      }
      const group = newSecurityGroup({ GroupName, Description, VpcId }, tagsFor(input, 'security-group'));
      groups.put(group.GroupId, group);
      return { GroupId: group.GroupId, Tags: group.Tags, SecurityGroupArn: arn(group) };
    },
    DescribeSecurityGroups(input) {
      for (const id of input.GroupIds ?? []) groups.get(id);
      return { SecurityGroups: select(groups.list().map(describe), input.GroupIds, 'GroupId', input) };
    },
    DescribeSecurityGroupRules(input) {
      const all = groups.list().flatMap((group) => group.Rules.map((rule) => describeRule(group, rule)));
      return { SecurityGroupRules: select(all, input.SecurityGroupRuleIds, 'SecurityGroupRuleId', input) };
    },
    DeleteSecurityGroup({ GroupId }) {
      const { GroupName } = groups.get(GroupId);
      if (GroupName === 'default') throw new AwsError('CannotDelete', 'the default group cannot be deleted by a user');
      const guards = interfaces.list().some(({ Groups }) => Groups.includes(GroupId));
      if (guards || groups.list().some(refersTo(GroupId))) throw dependency('resource', GroupId);
      groups.remove(GroupId);
      return undefined;
    },
    AuthorizeSecurityGroupIngress: (input) => authorize(input, false),
    AuthorizeSecurityGroupEgress: (input) => authorize(input, true),
    RevokeSecurityGroupIngress: (input) => revoke(input, false),
    RevokeSecurityGroupEgress: (input) => revoke(input, true),
    UpdateSecurityGroupRuleDescriptionsEgress: (input) => redescribe(input, true),
    UpdateSecurityGroupRuleDescriptionsIngress: (input) => redescribe(input, false),
  };

  function authorize(input: Input, egress: boolean) {
    const group = groups.get(input.GroupId);
    const rules = newRules(input, egress);
    for (const { ReferencedGroupId } of rules) if (ReferencedGroupId) groups.get(ReferencedGroupId);
    const double = rules.find((rule) => group.Rules.some((other) => isSameRule(rule, other)));
    if (double) throw duplicateRule(double);
    groups.change(group.GroupId, { Rules: [...group.Rules, ...rules] });
    return { Return: true, SecurityGroupRules: rules.map((rule) => describeRule(group, rule)) };
  }

  function revoke(input: Input, egress: boolean) {
    const group = groups.get(input.GroupId);
    const ids: string[] | undefined = input.SecurityGroupRuleIds;
    const wanted = ids ? [] : newRules(input, egress);
    const isMeant = (rule: Rule) =>
      rule.IsEgress === egress &&
      (ids?.includes(rule.SecurityGroupRuleId) || wanted.some((each) => isSameRule(each, rule)));
    const Rules = group.Rules.filter((rule) => !isMeant(rule));
    if (Rules.length === group.Rules.length) throw noRule();
    groups.change(group.GroupId, { Rules });
    return { Return: true };
  }

  function redescribe(input: Input, egress: boolean) {
    const group = groups.get(input.GroupId);
    const wanted = newRules(input, egress);
    const described = (rule: Rule) => wanted.find((each) => isSameRule(each, rule)) ?? rule;
    if (!wanted.every((each) => group.Rules.some((rule) => isSameRule(each, rule)))) throw noRule();
    const Rules = group.Rules.map((rule) => ({ ...rule, Description: described(rule).Description }));
    groups.change(group.GroupId, { Rules });
    return { Return: true };
  }

  function arn({ GroupId }: SecurityGroup): string {
    return `arn:aws:ec2:${config.region}:${config.account}:security-group/${GroupId}`;
  }

  function describe(group: SecurityGroup) {
    const { GroupId, GroupName, Description, VpcId, Rules, Tags } = group;
    const permissions = (egress: boolean) =>
      toPermissions(
        Rules.filter((rule) => rule.IsEgress === egress),
        config.account,
      );
    return {
      OwnerId: config.account,
      GroupName,
      GroupId,
      Description,
      IpPermissions: permissions(false),
      IpPermissionsEgress: permissions(true),
      VpcId,
      SecurityGroupArn: arn(group),
      Tags,
    };
  }

  function describeRule({ GroupId }: SecurityGroup, { ReferencedGroupId, Description, ...rule }: Rule) {
    return {
      ...rule,
      GroupId,
      GroupOwnerId: config.account,
      ReferencedGroupInfo: ReferencedGroupId ? { GroupId: ReferencedGroupId, UserId: config.account } : undefined,
      Description,
      Tags: [],
    };
  }
}

// Private

function given(input: Input, member: string): string {
  if (input[member] === undefined || input[member] === '') throw missing(member);
  return input[member];
}

function refersTo(id: string): (group: SecurityGroup) => boolean {
  return ({ GroupId, Rules }) => GroupId !== id && Rules.some((rule) => rule.ReferencedGroupId === id);
}

function duplicateGroup(name: string, vpc: string): AwsError {
  return new AwsError('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpc}'`);
}

function duplicateRule({ CidrIpv4, CidrIpv6, ReferencedGroupId, IpProtocol, FromPort, ToPort }: Rule): AwsError {
  const peer = CidrIpv4 ?? CidrIpv6 ?? ReferencedGroupId;
  const rule = `peer: ${peer}, ${IpProtocol.toUpperCase()}, from port: ${FromPort}, to port: ${ToPort}, ALLOW`;
  return new AwsError('InvalidPermission.Duplicate', `the specified rule "${rule}" already exists`);
}

function noRule(): AwsError {
  return new AwsError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
}
