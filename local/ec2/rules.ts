import { AwsError, type Input } from '../endpoint/service.ts';
import { missing, newId, type Rule } from './resources.ts';

/** The rules that a call to authorize or revoke names, in the old flat form or as IpPermissions: one for each peer. */
export function newRules(input: Input, egress: boolean): Rule[] {
  const permissions: Input[] = input.IpPermissions ?? (input.IpProtocol ? [fromFlat(input)] : []);
  if (permissions.length === 0) throw missing('IpPermissions');
  return permissions.flatMap((permission) => {
    const { IpProtocol } = permission;
    const FromPort = Number(permission.FromPort ?? -1);
    const ToPort = Number(permission.ToPort ?? -1);
    const [prefixList] = list(permission.PrefixListIds);
    if (prefixList) throw noPrefixList(prefixList.PrefixListId);
    return peers(permission).map((peer) => ({
      SecurityGroupRuleId: newId('sgr'),
      IsEgress: egress,
      IpProtocol: String(IpProtocol),
      FromPort,
      ToPort,
      ...peer,
    }));
  });
}

/** True when two rules let the same traffic through, whatever their descriptions. */
export function isSameRule(a: Rule, b: Rule): boolean {
  return COMPARED.every((member) => a[member] === b[member]);
}

/** The rules as DescribeSecurityGroups tells them: one permission for each protocol and port range. */
export function toPermissions(rules: readonly Rule[], account: string) {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) {
    const key = `${rule.IpProtocol} ${rule.FromPort} ${rule.ToPort}`;
    groups.set(key, [...(groups.get(key) ?? []), rule]);
  }
  return [...groups.values()].map((same) => toPermission(same, account));
}

// Private

/** None is recorded here, so that there is none to let through. */
function noPrefixList(id: string): AwsError {
  return new AwsError('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`);
}

const COMPARED = [
  'IsEgress',
  'IpProtocol',
  'FromPort',
  'ToPort',
  'CidrIpv4',
  'CidrIpv6',
  'ReferencedGroupId',
] as const satisfies (keyof Rule)[];

function fromFlat({ IpProtocol, FromPort, ToPort, CidrIp }: Input): Input {
  return { IpProtocol, FromPort, ToPort, IpRanges: CidrIp ? [{ CidrIp }] : [] };
}

function peers({ IpRanges, Ipv6Ranges, UserIdGroupPairs }: Input): Partial<Rule>[] {
  return [
    ...list(IpRanges).map(({ CidrIp, Description }) => ({ CidrIpv4: CidrIp, Description })),
    ...list(Ipv6Ranges).map(({ CidrIpv6, Description }) => ({ CidrIpv6, Description })),
    ...list(UserIdGroupPairs).map(({ GroupId, Description }) => ({ ReferencedGroupId: GroupId, Description })),
  ];
}

function list(value: unknown): Input[] {
  return Array.isArray(value) ? value : [];
}

function toPermission(rules: readonly Rule[], account: string) {
  const [first] = rules as [Rule];
  const anyPort = first.IpProtocol === '-1';
  return {
    IpProtocol: first.IpProtocol,
    FromPort: anyPort ? undefined : first.FromPort,
    ToPort: anyPort ? undefined : first.ToPort,
    UserIdGroupPairs: rules.flatMap(({ ReferencedGroupId: GroupId, Description }) =>
      GroupId ? [{ Description, UserId: account, GroupId }] : [],
    ),
    IpRanges: rules.flatMap(({ CidrIpv4, Description }) => (CidrIpv4 ? [{ Description, CidrIp: CidrIpv4 }] : [])),
    Ipv6Ranges: rules.flatMap(({ CidrIpv6, Description }) => (CidrIpv6 ? [{ Description, CidrIpv6 }] : [])),
    PrefixListIds: [],
  };
}
